import { expect, it } from 'vitest';
import { createRng } from '../../math/rng.ts';
import type { RewardInput } from '../reward.ts';
import { fitTasteOnFeatures } from './fit-head.ts';
import type { Preference } from './learned-definition.ts';
import { scoreFeatures } from './linear-head.ts';
import { type AnswerPair, nextPair } from './next-pair.ts';

const WORDS = 'rain garden happy wonderful terrible you your extraordinary tea kettle sad brilliant small town'.split(' ');

/** Answers of very different length, warmth and address. */
function answers(prompts: number, each: number, seed: number): RewardInput[] {
  const random = createRng(seed);
  return Array.from({ length: prompts * each }, (_, i) => {
    const words = Array.from({ length: 3 + Math.floor(random() * 30) }, () => WORDS[Math.floor(random() * WORDS.length)]);
    return { prompt: `prompt ${i % prompts}`, text: `${words.join(' ')}.`, finished: true };
  });
}
const words = (text: string) => text.split(' ').length;
/** Prefers the shorter, always. */
const choose = ({ prompt, texts: [a, b] }: AnswerPair): Preference =>
  words(a) <= words(b) ? { prompt, chosen: a, other: b } : { prompt, chosen: b, other: a };
const inputs = answers(12, 6, 1);
const fresh = answers(30, 4, 2);

/** How often a fit to so many choices is right about fresh pairs. */
function learned(pick: (choices: readonly Preference[]) => AnswerPair | undefined, count: number): number {
  const choices: Preference[] = [];
  while (choices.length < count) {
    const pair = pick(choices);
    if (!pair) throw new Error('no pair left');
    choices.push(choose(pair));
  }
  const head = fitTasteOnFeatures(choices);
  const score = (text: string) => scoreFeatures(head, { prompt: '', text, finished: true });
  const pairs = fresh.slice(1).flatMap((input, i) => {
    const [a, b] = [input.text, (fresh[i] as RewardInput).text];
    return words(a) === words(b) ? [] : [score(a) > score(b) === words(a) < words(b)];
  });
  return pairs.filter(Boolean).length / pairs.length;
}

it('shows two different answers to one prompt, the same ones never again, and ends when there are none left', () => {
  const few = answers(2, 3, 3);
  const choices: Preference[] = [];
  const skipped: AnswerPair[] = [];
  const seen = new Set<string>();
  for (;;) {
    const pair = nextPair(few, choices, skipped, 5);
    if (!pair) break;
    const [a, b] = pair.texts;
    expect(a).not.toBe(b);
    for (const text of pair.texts) expect(few.some((input) => input.text === text && input.prompt === pair.prompt)).toBe(true);
    const key = [a, b].sort().join('|');
    expect(seen.has(key)).toBe(false);
    seen.add(key);
    if (seen.size % 3 === 0) skipped.push(pair);
    else choices.push(choose(pair));
  }
  expect(seen.size).toBe(6);
  expect(nextPair([], [], [], 1)).toBeUndefined();
  expect(nextPair([{ prompt: 'p', text: 'alone', finished: true }], [], [], 1)).toBeUndefined();
});

it('is the same for the same choices', () => {
  const first = nextPair(inputs, [], [], 9) as AnswerPair;
  expect(nextPair(inputs, [], [], 9)).toEqual(first);
  expect(nextPair(inputs, [choose(first)], [], 9)).not.toEqual(first);
});

it('learns a taste with fewer choices than pairs at random teach, over twelve readers', () => {
  const mean = (pick: (seed: number) => (choices: readonly Preference[]) => AnswerPair | undefined) =>
    Array.from({ length: 12 }, (_, seed) => learned(pick(seed), 10)).reduce((sum, right) => sum + right, 0) / 12;
  const active = mean((seed) => (choices) => nextPair(inputs, choices, [], 100 + seed));
  const random = mean((seed) => {
    const draw = createRng(200 + seed);
    return () => {
      const prompt = `prompt ${Math.floor(draw() * 12)}`;
      const texts = inputs.filter((input) => input.prompt === prompt).map(({ text }) => text);
      const a = Math.floor(draw() * texts.length);
      return { prompt, texts: [texts[a] as string, texts[(a + 1 + Math.floor(draw() * (texts.length - 1))) % texts.length] as string] };
    };
  });
  expect(active).toBeGreaterThan(random);
  expect(active).toBeGreaterThan(0.85);
});
