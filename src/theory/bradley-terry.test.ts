import { describe, expect, it } from 'vitest';
import { fitDual, gramMatrix, primalWeights } from '../math/fit-logistic.ts';
import { createRng } from '../math/rng.ts';
import { mean } from '../math/statistics.ts';
import { agreement, type Choice, choiceProbability, fitBradleyTerry, logPosterior } from './bradley-terry.ts';

const TRUTH = [1.5, -1, 0, 0.5];

/** Choices of a voter with weights `truth` between random pairs. */
function vote(count: number, seed: number, truth: readonly number[] = TRUTH): Choice[] {
  const random = createRng(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: count }, () => {
    const a = truth.map(normal);
    const b = truth.map(normal);
    const chooseA = random() < choiceProbability(truth, a, b);
    return { difference: a.map((value, i) => (chooseA ? 1 : -1) * (value - (b[i] as number))) };
  });
}

/** Brute-force twin: gradient ascent with numeric gradients. */
function ascend(choices: readonly Choice[], features: number, precision: number): number[] {
  const weights = new Array<number>(features).fill(0);
  for (let step = 0; step < 4000; step += 1) {
    const gradient = weights.map((_, i) => {
      const nudged = (by: number) => logPosterior(choices, weights.with(i, (weights[i] as number) + by), precision);
      return (nudged(1e-5) - nudged(-1e-5)) / 2e-5;
    });
    gradient.forEach((slope, i) => {
      weights[i] = (weights[i] as number) + (0.5 / (choices.length + precision)) * slope;
    });
  }
  return weights;
}

describe('Bradley-Terry on features', () => {
  it('has the maximum of logistic regression on the differences, without an intercept, whichever side Newton works on', () => {
    const choices = vote(30, 5);
    const rows = choices.map(({ difference }) => difference);
    const dual = primalWeights(
      rows,
      fitDual(
        gramMatrix(rows),
        rows.map(() => 1),
        { penalty: 0.7, intercept: false },
      ),
    );
    for (const [i, weight] of fitBradleyTerry(choices, 4, 0.7).weights.entries()) expect(dual[i]).toBeCloseTo(weight, 6);
  });

  it('finds the maximum that gradient ascent finds', () => {
    const choices = vote(40, 1).map((choice, i) => ({ ...choice, weight: i % 3 === 0 ? 0.4 : 1 }));
    const { weights, logPosterior: value, logLikelihood } = fitBradleyTerry(choices, 4, 0.5);
    ascend(choices, 4, 0.5).forEach((weight, i) => {
      expect(weights[i]).toBeCloseTo(weight, 4);
    });
    expect(value).toBeCloseTo(logPosterior(choices, weights, 0.5), 9);
    expect(logLikelihood).toBeCloseTo(logPosterior(choices, weights, 1e-300), 9);
  });

  it('recovers the weights of many votes within its standard errors', () => {
    const { weights, errors } = fitBradleyTerry(vote(3000, 2), 4, 0.01);
    weights.forEach((weight, i) => {
      expect(Math.abs(weight - (TRUTH[i] as number))).toBeLessThan(3 * (errors[i] as number));
      expect(errors[i]).toBeLessThan(0.1);
    });
  });

  it('has intervals that cover the truth about 95 times in 100', () => {
    const trials = 150;
    const covered = Array.from({ length: trials }, (_, trial) => {
      const { weights, errors } = fitBradleyTerry(vote(120, 100 + trial), 4, 0.05);
      return mean(weights.map((weight, i) => (Math.abs(weight - (TRUTH[i] as number)) <= 1.96 * (errors[i] as number) ? 1 : 0)));
    });
    expect(mean(covered)).toBeGreaterThan(0.9);
    expect(mean(covered)).toBeLessThan(0.99);
  });

  it('says the prior when there is no choice, and stays finite when a feature explains every one', () => {
    expect(fitBradleyTerry([], 2, 4)).toMatchObject({ weights: [0, 0], errors: [0.5, 0.5], logLikelihood: 0 });
    const { weights } = fitBradleyTerry([{ difference: [5] }, { difference: [3] }], 1, 1);
    expect(weights[0]).toBeGreaterThan(0.3);
    expect(weights[0]).toBeLessThan(2);
  });

  it('agrees with its own choices more than chance, and with none by convention', () => {
    const { weights } = fitBradleyTerry(vote(200, 5), 4, 1);
    expect(agreement(weights, vote(500, 6))).toBeGreaterThan(0.75);
    expect(agreement([0, 0], [{ difference: [1, 1] }])).toBe(0.5);
    expect(agreement([1], [])).toBeNaN();
  });

  it('is even without a difference, and refuses what does not fit', () => {
    expect(choiceProbability([1], [0], [0])).toBeCloseTo(0.5, 12);
    expect(() => fitBradleyTerry([{ difference: [1] }], 2, 1)).toThrow('difference of 1 features: expected 2');
    expect(() => fitBradleyTerry([], 2, 0)).toThrow('precision 0: expected more than 0');
  });
});
