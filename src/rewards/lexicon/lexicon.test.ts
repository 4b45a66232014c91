import { describe, expect, it } from 'vitest';
import { loadLexicon } from '../../../scripts/lexicon.ts';
import { packLexicon, parseLexicon } from './lexicon.ts';

describe('the lexicon', () => {
  it('gives the information of each word in quarter bits', () => {
    const lexicon = parseLexicon(
      packLexicon([
        { word: 'the', count: 64 },
        { word: 'Paris', count: 32 },
        { word: 'moss', count: 28 },
        { word: 'rare', count: 4 },
      ]),
    );
    expect(lexicon.information('the')).toBe(1);
    expect(lexicon.information('paris')).toBe(2);
    expect(lexicon.information('rare')).toBe(5);
    expect(Math.abs((lexicon.information('moss') ?? 0) - Math.log2(128 / 28))).toBeLessThanOrEqual(1 / 8);
    expect(lexicon.isCapitalised('paris')).toBe(true);
    expect(lexicon.isCapitalised('moss')).toBe(false);
    expect(lexicon.information('unheard')).toBeUndefined();
  });

  it('drops rare words and words with marks', () => {
    expect(
      packLexicon([
        { word: 'a', count: 8 },
        { word: 'x9', count: 8 },
        { word: 'odd', count: 3 },
      ]),
    ).toMatch(/^\d+\ta$/);
  });

  it('says which line it cannot read', () => {
    expect(() => parseLexicon('12 word')).toThrow('bad lexicon line: "12 word", expected');
  });

  it('ranks real words as speakers do', () => {
    const { information } = loadLexicon();
    const bits = ['the', 'water', 'garden', 'vibrant', 'chlorophyll'].map((word) => information(word) ?? Number.NaN);
    expect(bits).toEqual([...bits].sort((a, b) => a - b));
  });
});
