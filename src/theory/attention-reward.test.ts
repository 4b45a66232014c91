import { describe, expect, it } from 'vitest';
import { createRng } from '../math/rng.ts';
import { attentionLoss, fitAttentionReward } from './attention-reward.ts';
import { createCreditTask, textReward, tonesOf } from './credit-task.ts';

function scoredTexts(task: ReturnType<typeof createCreditTask>, count: number, seed: number) {
  const random = createRng(seed);
  return Array.from({ length: count }, () => {
    const text = Array.from({ length: task.length }, () => Math.floor(random() * task.tokens));
    return { text, reward: textReward(task, text) };
  });
}

it('has the gradient that finite differences find', () => {
  const task = createCreditTask({ tokens: 3, length: 5, toned: 0.3 }, 1);
  const texts = scoredTexts(task, 20, 2);
  const random = createRng(3);
  const pairs = Float64Array.from({ length: 2 * 4 * 3 }, () => 2 * random() - 1);
  const { gradient } = attentionLoss(task, { pairs, bias: 0.2 }, texts);
  pairs.forEach((weight, i) => {
    const nudged = (by: number) => attentionLoss(task, { pairs: pairs.slice().fill(weight + by, i, i + 1), bias: 0.2 }, texts).loss;
    expect(gradient.pairs[i]).toBeCloseTo((nudged(1e-5) - nudged(-1e-5)) / 2e-5, 7);
  });
  const loss = (bias: number) => attentionLoss(task, { pairs, bias }, texts).loss;
  expect(gradient.bias).toBeCloseTo((loss(0.2 + 1e-5) - loss(0.2 - 1e-5)) / 2e-5, 7);
});

describe('fitted to texts of equal probabilities, in each of five seeds', () => {
  const fits = [1, 2, 3, 4, 5].map((seed) => {
    const task = createCreditTask({}, seed);
    return { task, model: fitAttentionReward(task, scoredTexts(task, 300, seed + 50), seed), fresh: scoredTexts(task, 200, seed + 90) };
  });

  it('predicts texts that it was not fitted to: most of the variance is explained', () => {
    for (const { model, fresh } of fits) {
      const mean = fresh.reduce((sum, { reward }) => sum + reward, 0) / fresh.length;
      const spread = fresh.reduce((sum, { reward }) => sum + (reward - mean) ** 2, 0);
      const left = fresh.reduce((sum, { text, reward }) => sum + (reward - model.predict(text)) ** 2, 0);
      expect(left).toBeLessThan(0.2 * spread);
    }
  });

  it('looks at pairs that have a tone: more than twice as long as at neutral ones', () => {
    for (const { task, model, fresh } of fits) {
      const looked = { toned: [] as number[], neutral: [] as number[] };
      for (const { text } of fresh) {
        const tones = tonesOf(task, text);
        const attention = model.attention(text);
        expect(attention.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        attention.forEach((share, t) => {
          looked[tones[t] === 0 ? 'neutral' : 'toned'].push(share);
        });
      }
      const mean = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0) / shares.length;
      expect(mean(looked.toned)).toBeGreaterThan(2 * mean(looked.neutral));
    }
  });
});
