import { describe, expect, it } from 'vitest';
import { fixtureFront } from '../../src/testing/fixture-pack.ts';
import { textPairs } from './text-pairs.ts';

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
