import fc from 'fast-check';
import { expect, it } from 'vitest';
import { prefixCredit } from './prefix-credit.ts';

it('credits sum to the value of the whole, whatever the reward', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 12 }), fc.integer(), (pieces, salt) => {
      const value = (text: string) => [...text].reduce((sum, letter, i) => sum + Math.sin(salt + letter.charCodeAt(0) * (i + 1)), 0.25);
      const { empty, credits } = prefixCredit(pieces, value);
      expect(credits).toHaveLength(pieces.length);
      expect(credits.reduce((sum, credit) => sum + credit, empty)).toBeCloseTo(value(pieces.join('')), 9);
    }),
  );
});

it('gives a piece what it adds: of a capped count, the first pieces all and the rest nothing', () => {
  const value = (text: string) => Math.min(2, text.split('a').length - 1);
  expect(prefixCredit(['a', 'b', 'a', 'a'], value)).toEqual({ empty: 0, credits: [1, 0, 1, 0] });
  expect(prefixCredit([], value)).toEqual({ empty: 0, credits: [] });
});
