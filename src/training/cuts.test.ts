import { describe, expect, it } from 'vitest';
import { sentenceCuts } from './cuts.ts';

/** Pieces as tokens: the decoder joins them. */
const cutsOf = (pieces: readonly string[], finished = false) =>
  sentenceCuts(
    pieces.map((_, i) => i),
    finished,
    (ids) => ids.map((id) => pieces[id]).join(''),
  );

describe('cuts after sentences', () => {
  it('end an answer after each of its first three sentences', () => {
    const pieces = ['One', ' two', ' three', '.', ' Four', '!', ' Five', '?', ' Six', '.', ' Seven'];
    expect(cutsOf(pieces)).toEqual([
      { tokens: 4, text: 14 },
      { tokens: 6, text: 20 },
      { tokens: 8, text: 26 },
    ]);
  });

  it('take a closing quote or bracket along', () => {
    expect(cutsOf(['He', ' said', ' "', 'go', '.', '"', ' Then', ' left'])).toEqual([{ tokens: 6, text: 13 }]);
    expect(cutsOf(['He', ' said', ' "', 'go', '."', '\n', 'Then'])).toEqual([{ tokens: 5, text: 13 }]);
  });

  it('are not where a number, an abbreviation or fewer than four tokens end', () => {
    expect(cutsOf(['It', ' is', ' about', ' 3', '.', ' Then'])).toEqual([]);
    expect(cutsOf(['As', ' in', ' e', '.', 'g', '.', ' this'])).toEqual([{ tokens: 6, text: 10 }]);
    expect(cutsOf(['Yes', ',', '.', ' Then', ' more'])).toEqual([]);
  });

  it('are at the end of an answer only where the base did not end it there', () => {
    const pieces = ['One', ' two', ' three', '.'];
    expect(cutsOf(pieces, false)).toEqual([{ tokens: 4, text: 14 }]);
    expect(cutsOf(pieces, true)).toEqual([]);
  });

  it('come twice where a line break of its own follows, with the same text', () => {
    expect(cutsOf(['One', ' two', ' three', '.', '\n', '\n', 'Four'])).toEqual([
      { tokens: 4, text: 14 },
      { tokens: 5, text: 14 },
    ]);
  });
});
