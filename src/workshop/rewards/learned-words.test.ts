import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureWords } from './feature-words.ts';
import { heldOutWords } from './held-out-words.ts';
import { readTexts, writeTexts } from './text-list.ts';

describe('how good a fit is', () => {
  it('is a share with its interval, and a verdict that an interval around one half does not support', () => {
    const good = heldOutWords({ right: 18, count: 20 }, 'texts that it had not seen');
    expect(good.sentence).toBe('Right about 18 of 20 texts that it had not seen: 90 % (70 to 97 %, 95 % interval).');
    expect([good.shown, good.verdict]).toEqual([true, 'Better than a coin.']);
    const poor = heldOutWords({ right: 12, count: 20 }, 'choices');
    expect(poor.shown).toBe(false);
    expect(poor.verdict).toContain('No better than a coin is shown yet');
    expect(heldOutWords({ right: 2, count: 20 }, 'choices').verdict).toContain('Worse than a coin');
    expect(heldOutWords({ right: 3.5, count: 8 }, 'choices').sentence).toContain('3.5 of 8');
  });
});

describe('texts that are pasted', () => {
  it('are divided by empty lines, also of spaces and of other systems', () => {
    expect(readTexts('  One.\nStill one.\r\n\r\nTwo. \n \t \n\n\nThree.\n')).toEqual(['One.\nStill one.', 'Two.', 'Three.']);
    expect(readTexts(' \n\n ')).toEqual([]);
  });

  it('are written as they are read', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => {
        const texts = readTexts(lines.join('\n'));
        expect(readTexts(writeTexts(texts))).toEqual(texts);
      }),
    );
  });
});

it('what a taste likes is said in words, the strongest first, and what hardly counts is left out', () => {
  const head = { reads: 'features' as const, means: [0, 0, 0, 0, 0], deviations: [1, 1, 1, 1, 1], heldOut: { right: 6, count: 8 } };
  expect(featureWords({ ...head, weights: [-1.4, 0.1, 0, 0.6, 0] })).toBe('You like: shorter (1.4), warm words (0.6).');
  expect(featureWords({ ...head, weights: [0, 0, 0, 0, 0] })).toBe('Nothing that one can count tells your choices apart.');
});
