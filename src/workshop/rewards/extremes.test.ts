import { expect, it } from 'vitest';
import { extremes } from './extremes.ts';

const inputs = ['a', 'b', 'c', 'd', 'a', 'e'].map((text, i) => ({ prompt: `${i}`, text, finished: true }));
const texts = (list: readonly { readonly input: { readonly text: string } }[]) => list.map(({ input }) => input.text).join('');

it('finds the best and the worst, each text once, those without a score left out', () => {
  const { best, worst } = extremes(inputs, [0.5, 0.9, 0.1, undefined, 1, 0.3], 2);
  expect([texts(best), texts(worst)]).toEqual(['ba', 'ce']);
});

it('no text is in both lists', () => {
  const { best, worst } = extremes(inputs.slice(0, 4), [0, 0, 0, 0]);
  expect([texts(best), texts(worst)]).toEqual(['abc', 'd']);
});

it('shows of each prompt one text', () => {
  const same = inputs.slice(0, 4).map((input, i) => ({ ...input, prompt: i < 2 ? 'one' : 'other' }));
  const { best, worst } = extremes(same, [0.9, 0.8, 0.2, 0.1]);
  expect([texts(best), texts(worst)]).toEqual(['ac', 'db']);
});
