import { describe, expect, it } from 'vitest';
import { fixtureFront } from '../../src/packs/testing/fixture-pack.ts';
import { pairsHash, rightAnswers, textPairs } from './text-pairs.ts';

const rewards = ['brevity', 'richness', 'cheer'];

describe('textPairs', () => {
  it('pairs all weight on a reward with none, the same prompt and seed', () => {
    const pairs = textPairs(fixtureFront, 'clp', rewards, 2);
    expect(pairs.map(({ reward }) => reward)).toEqual(['brevity', 'brevity', 'richness', 'richness', 'cheer', 'cheer']);
    const points = fixtureFront.policies.find(({ id }) => id === 'clp')?.points ?? [];
    const textAt = (weights: readonly number[], prompt: string) =>
      points.find((point) => point.weights.join() === weights.join())?.samples.find((sample) => sample.prompt === prompt)?.text;
    for (const { reward, prompt, texts, high } of pairs.slice(0, 2)) {
      expect(reward).toBe('brevity');
      expect(texts[high]).toBe(textAt([1, 0, 0], prompt));
      expect(texts[1 - high]).toBe(textAt([0, 0.5, 0.5], prompt));
    }
    expect(textPairs(fixtureFront, 'clp', rewards, 2)).toEqual(pairs);
  });

  it('names an end without samples', () => {
    expect(() => textPairs(fixtureFront, 'none', rewards, 1)).toThrow('none has no samples at [1, 0, 0]');
  });
});

describe('rightAnswers', () => {
  const pairs = textPairs(fixtureFront, 'clp', rewards, 1);
  const key = pairs.map(({ high }) => 'AB'[high]).join('');
  const read = (answers: string, hash = pairsHash(pairs)) => rightAnswers(pairs, { reader: 'r', pairs: hash, answers });

  it('counts what the reader got right', () => {
    expect(read(key)).toBe(3);
    expect(read(key.replaceAll('A', 'x').replaceAll('B', 'A').replaceAll('x', 'B'))).toBe(0);
  });

  it('says nothing of answers to other pairs', () => {
    expect(read(key, pairsHash(pairs.slice(1)))).toBeUndefined();
    expect(read(key.slice(1))).toBeUndefined();
  });
});
