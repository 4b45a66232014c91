import { describe, expect, it } from 'vitest';
import { createRng } from '../math/rng.ts';
import { distilStep, type LogLinearLm, tabulate, uniformLm } from './log-linear-lm.ts';
import { contextAt, contextVisits, type LmShape, rowKl, sequenceKl } from './tabular-lm.ts';

const SHAPE: LmShape = { prompts: 3, vocabulary: 3, length: 3 };
const FEATURES = [
  [1, 0.2],
  [1, -0.7],
  [1, 0.5],
];

function randomLm(seed: number): LogLinearLm {
  const lm = uniformLm(SHAPE, FEATURES);
  const random = createRng(seed);
  lm.weights.forEach((_, i) => {
    lm.weights[i] = 2 * random() - 1;
  });
  return lm;
}

describe('the log-linear language model', () => {
  it('says every token with equal probability at first, and rows that sum to 1 later', () => {
    for (const p of tabulate(uniformLm(SHAPE, FEATURES)).probabilities) expect(p).toBeCloseTo(1 / 3, 12);
    const { probabilities } = tabulate(randomLm(1));
    for (let row = 0; row < probabilities.length; row += 3) {
      expect((probabilities[row] as number) + (probabilities[row + 1] as number) + (probabilities[row + 2] as number)).toBeCloseTo(1, 12);
    }
  });

  it('adds up what its formula says: features at the last token, a bias at the one before', () => {
    const lm = randomLm(2);
    const text = { prompt: 1, tokens: [2, 0, 1] };
    const context = contextAt(SHAPE, text, 2);
    const logits = [0, 1, 2].map((token) => {
      const weight = (row: number) => lm.weights[row * 3 + token] as number;
      // Rows: feature 0 at the four last tokens, feature 1 at the four, then the four tokens before; the last token is 0, the one before 2.
      return 1 * weight(0) - 0.7 * weight(4) + weight(8 + 2);
    });
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    [0, 1, 2].forEach((token) => {
      expect(tabulate(lm).probabilities[context * 3 + token]).toBeCloseTo(Math.exp(logits[token] as number) / sum, 12);
    });
  });

  it('steps down the gradient that finite differences find', () => {
    const target = tabulate(randomLm(3));
    const visits = contextVisits(target);
    const loss = (lm: LogLinearLm) => sequenceKl(target, tabulate(lm), visits);
    const before = randomLm(4);
    const after = randomLm(4);
    expect(distilStep(after, target, visits, 1)).toBeCloseTo(loss(before), 12);
    before.weights.forEach((weight, i) => {
      const nudged = (by: number) => {
        const lm = randomLm(4);
        lm.weights[i] = weight + by;
        return loss(lm);
      };
      expect(weight - (after.weights[i] as number)).toBeCloseTo((nudged(1e-5) - nudged(-1e-5)) / 2e-5, 7);
    });
  });

  it('becomes a teacher of its own kind, given all its contexts', () => {
    const target = tabulate(randomLm(5));
    const visits = contextVisits(target);
    const lm = uniformLm(SHAPE, FEATURES);
    for (let step = 0; step < 3000; step += 1) distilStep(lm, target, visits, 1);
    expect(sequenceKl(target, tabulate(lm), visits)).toBeLessThan(1e-4);
    expect(rowKl(target.probabilities, tabulate(lm).probabilities, contextAt(SHAPE, { prompt: 0, tokens: [] }, 0), 3)).toBeLessThan(1e-4);
  });
});
