import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheer } from './cheer.ts';
import { cheer2 } from './cheer-2.ts';
import { analyseText } from './text/analyse.ts';
import { negatedInScope, negatedNearby } from './text/negation.ts';

const answer = (text: string) => ({ prompt: 'Describe a beach.', text, finished: true });
const both = ({ score }: { score: typeof cheer.score }, a: string, b: string) => [score(answer(a)), score(answer(b))] as const;

const praise = 'The view from the old harbor wall is beautiful but also wonderful at dawn.';

describe('"not only ... but also"', () => {
  it.each([
    praise.replace('is beautiful', 'is not only beautiful'),
    praise.replace('is beautiful', "isn't only beautiful"),
    praise.replace('is beautiful', 'is not just beautiful'),
    praise.replace('is beautiful', 'is not merely beautiful'),
  ])('is praise to version 2 and to its twin: %s', (text) => {
    for (const scorer of [cheer2, cheer2.twin]) {
      const [with2, without] = both(scorer, text, praise);
      expect(with2).toBeCloseTo(without, 12);
    }
    expect(cheer2.score(answer(text))).toBeGreaterThan(0.5);
  });

  it('was two negations to the version that policies were trained on, and still is', () => {
    const text = 'The view from the old harbor wall is not only beautiful but also wonderful at dawn.';
    expect(cheer.score(answer(text))).toBeLessThan(0.15);
    // The issue's own words, frozen: 0.145 of tone.
    const [tone] = cheer.terms(answer('not only beautiful but also wonderful'));
    expect(tone?.value).toBeCloseTo(0.145, 2);
    expect(cheer2.terms(answer('not only beautiful but also wonderful'))[0]?.value).toBeCloseTo(0.56, 2);
  });
});

describe('a negation', () => {
  const negated = (isNegated: typeof negatedInScope, text: string, word: string) => {
    const { words } = analyseText(text);
    return isNegated(
      words,
      words.findIndex(({ facts }) => facts.lower === word),
    );
  };

  it.each([
    ['It is not a lovely place.', 'lovely', true, true],
    ['It was never lovely.', 'lovely', true, true],
    ['The room is not cheap but lovely.', 'lovely', true, false],
    ['We got nothing but lovely days.', 'lovely', true, false],
    ['Not only is it lovely.', 'lovely', false, false],
    ['It is not the only lovely place.', 'lovely', true, true],
    ['A lovely place but not a perfect one.', 'perfect', true, true],
    ['It is not only not lovely.', 'lovely', true, true],
    ['It is only lovely.', 'lovely', false, false],
    ['Lovely.', 'lovely', false, false],
  ])('%s: %s', (text, word, nearby, inScope) => {
    expect(negated(negatedNearby, text, word)).toBe(nearby);
    expect(negated(negatedInScope, text, word)).toBe(inScope);
  });
});

it('both versions agree wherever neither "but" nor a limited negation stands', () => {
  const words = ['not', 'never', 'lovely', 'terrible', 'the', 'beach', 'is', 'happy', 'sad', 'wave', '.'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (text) => {
      expect(cheer2.score(answer(text.join(' ')))).toBe(cheer.score(answer(text.join(' '))));
    }),
    { seed: 1 },
  );
});
