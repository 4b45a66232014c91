import { SentimentIntensityAnalyzer } from 'vader-sentiment';
import { describe, expect, it } from 'vitest';
import { analyseText } from './analyse.ts';
import { vaderValence } from './vader-valence.ts';
import { valence } from './valence.ts';

/** VADER reports s / sqrt(s^2 + 15), rounded to 4 decimals. */
function sumFromLibrary(text: string): number {
  const { compound } = SentimentIntensityAnalyzer.polarity_scores(text);
  return compound * Math.sqrt(15 / (1 - compound ** 2));
}

describe('valence', () => {
  it.each([
    'The harbor is a lovely place to enjoy an evening with friends.',
    'The harbor is not a lovely place.',
    'A terrible storm ruined the picnic.',
    'The train leaves at noon from the second platform.',
    'We laughed about the awful soup and a perfect day ended well.',
  ])('sums as the VADER library does, where no intensifier or emphasis is involved: %s', (text) => {
    expect(valence(analyseText(text), vaderValence).sum).toBeCloseTo(sumFromLibrary(text), 1);
  });

  it('counts a word once, whatever its form', () => {
    const once = valence(analyseText('She enjoys the garden.'), vaderValence);
    const thrice = valence(analyseText('She enjoys, enjoyed and is enjoying the garden.'), vaderValence);
    expect(thrice).toEqual(once);
    expect(once.count).toBe(1);
  });
});
