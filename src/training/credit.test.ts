import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advantagesOf, gainsOf, prefixInputs, rewardTrace, wordEnds } from './credit.ts';

/** A vocabulary for tests: every token is a piece of text, 99 stops. */
const pieces = ['An', ' un', 'fathom', 'ably', ' deep', ' sea', '.', ' é', '1'];
const decode = (ids: readonly number[]) => ids.map((id) => pieces[id] ?? '').join('');
const number = fc.double({ min: -2, max: 2, noNaN: true });
const gainsOfGroup = fc.array(fc.array(number, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 5 });

test('words end where the next token begins another, and at the last token', () => {
  const tokens = [0, 1, 2, 3, 4, 5, 6, 99];
  const words = wordEnds(tokens, true, decode);
  expect(words.ends.map((end) => words.text.slice(0, end))).toEqual([
    'An',
    'An unfathomably',
    'An unfathomably deep',
    'An unfathomably deep sea',
    words.text,
    words.text,
  ]);
  expect(words.places).toEqual([0, 3, 4, 5, 6, 7]);
});

test('a digit goes on with the word, other letters than ASCII begin one, white space before the text counts for nothing', () => {
  expect(wordEnds([1, 8, 7], false, decode)).toEqual({ text: 'un1 é', places: [1, 2], ends: [3, 5] });
  expect(wordEnds([99], true, decode)).toEqual({ text: '', places: [0], ends: [0] });
});

test('every word is scored unfinished, and the answer as it ended', () => {
  const words = wordEnds([0, 4, 6, 99], true, decode);
  expect(prefixInputs('p', words, true)).toEqual([
    { prompt: 'p', text: 'An', finished: false },
    { prompt: 'p', text: 'An deep', finished: false },
    { prompt: 'p', text: 'An deep.', finished: false },
    { prompt: 'p', text: 'An deep.', finished: true },
  ]);
});

test('within a word a trace stays, before the first it is zero', () => {
  expect(rewardTrace({ places: [1, 4] }, [[0.5], [0.7]])).toEqual([[0], [0.5], [0.5], [0.5], [0.7]]);
});

test('credit redistributes: all tokens together gain what the answer is worth', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 9 }), fc.constantFrom('r3hf' as const, 'end' as const), (trace, kind) => {
      const gains = gainsOf(trace, kind);
      expect(gains.reduce((sum, gain) => sum + gain, 0)).toBeCloseTo(trace.at(-1) as number, 9);
    }),
  );
  expect(gainsOf([0.1, 0.4, 0.3, 1.2], 'r3hf').map((gain) => Math.round(gain * 10) / 10)).toEqual([0.1, 0.3, -0.1, 0.9]);
  expect(gainsOf([0.1, 0.4], 'end')).toEqual([0, 0.4]);
});

test('where several answers are alive their advantages sum to zero, and an answer that outlives all has none', () => {
  fc.assert(
    fc.property(gainsOfGroup, fc.double({ min: 0.5, max: 1, noNaN: true }), (gains, discount) => {
      const advantages = advantagesOf(gains, discount);
      for (let t = 0; t < 6; t++) {
        const alive = advantages.filter(({ length }) => length > t).map((row) => row[t] as number);
        expect(alive.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
        if (alive.length === 1) expect(alive).toEqual([0]);
      }
    }),
  );
});

test('what all answers of a group gain alike earns nothing', () => {
  expect(
    advantagesOf(
      [
        [1, 2],
        [1, 2],
      ],
      0.9,
    ),
  ).toEqual([new Float32Array(2), new Float32Array(2)]);
});
