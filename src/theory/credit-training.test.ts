import { describe, expect, it } from 'vitest';
import { advantages, CREDIT_KINDS, type CreditKind, type CreditSnapshot, creditTraining, episodesToLearn } from './credit-training.ts';

const SEEDS = [1, 2, 3, 4, 5];

function learn(lambda: number, seed: number, updates?: number): CreditSnapshot {
  const run = creditTraining.create({ lambda, ...(updates && { updates }) }, seed);
  while (!run.finished) run.step();
  return run.snapshot();
}

const short = SEEDS.map((seed) => learn(0.8, seed));
const long = SEEDS.map((seed) => learn(1, seed));

/** Episodes until the task is learned; those of the whole run when it is not. */
function episodes({ learners }: CreditSnapshot, kind: CreditKind): number {
  const curve = learners.find((learner) => learner.kind === kind)?.curve as readonly number[];
  return episodesToLearn(curve) ?? 8 * curve.length;
}

describe('advantages', () => {
  it('are the sum of temporal differences that the formula says', () => {
    const rewards = [0.5, -1, 2];
    const critic = Float64Array.from([0.3, -0.2, 0.7, 0]);
    const differences = rewards.map((reward, t) => reward + (critic[t + 1] as number) - (critic[t] as number));
    const byHand = rewards.map((_, t) => differences.slice(t).reduce((sum, difference, k) => sum + 0.6 ** k * difference, 0));
    advantages(rewards, critic, 0.6).forEach((advantage, t) => {
      expect(advantage).toBeCloseTo(byHand[t] as number, 12);
    });
  });

  it('are the reward to come less the critic at lambda 1', () => {
    expect(advantages([0, 0, 1], Float64Array.from([0.2, 0.5, 0.6, 0]), 1)).toEqual(
      [0.8, 0.5, 0.4].map((value) => expect.closeTo(value, 12)),
    );
  });
});

describe('the learners, in each of five seeds', () => {
  it('learn the sooner the nearer the reward is to its cause, when a reward does not reach far back', () => {
    for (const run of short) {
      const [end, prefix, attention] = CREDIT_KINDS.map((kind) => episodes(run, kind)) as [number, number, number];
      expect(attention).toBeLessThan(end / 2);
      expect(prefix).toBeLessThan(attention);
    }
  });

  it('differ little when every reward reaches the whole text', () => {
    for (const run of long) {
      expect(episodes(run, 'prefix')).toBeGreaterThan(episodes(run, 'end') / 2);
      expect(episodes(run, 'prefix')).toBeLessThan(episodes(run, 'end') * 2);
    }
  });

  it('all learn the task at lambda 1, and begin alike', () => {
    for (const { learners } of long) {
      for (const { curve } of learners) {
        expect(curve.at(-1)).toBeGreaterThan(0.95);
        expect(curve[0]).toBe(learners[0]?.curve[0]);
        expect(curve[0]).toBeLessThan(0.5);
      }
    }
  });
});

it('the same seed gives the same run, and a lambda that is none is refused', () => {
  const curves = () => learn(0.9, 7, 5).learners.map(({ curve }) => curve);
  expect(curves()).toEqual(curves());
  expect(() => creditTraining.create({ lambda: 1.1 }, 1)).toThrow('lambda is 1.1, expected 0 to 1');
});
