import { describe, expect, it } from 'vitest';
import { sigmoid } from '../math/softmax.ts';
import { forkMix, measureFork } from './fork.ts';
import { FORK_NET } from './fork-policy.ts';
import { FORK_POLICY_IDS, forkTraining } from './fork-training.ts';
import { netLogits } from './tanh-net.ts';

const WORLD = { c: 0.8, beta: 0.1 };

describe('forkTraining', () => {
  it('trains the five side by side and notes how their regret falls', () => {
    const run = forkTraining.create({ world: WORLD, steps: 300 }, 1);
    while (!run.finished) run.step();
    const { policies } = run.snapshot();
    expect(policies.map(({ id }) => id)).toEqual(FORK_POLICY_IDS);
    for (const { regrets, front, lefts } of policies) {
      expect(regrets).toHaveLength(21);
      expect(regrets.at(-1)).toBe(front.meanRegret);
      // FORK_CURVE holds every fourth of its weightings in common with the grid.
      expect(front.points.map(({ left }) => left)).toEqual(lefts.filter((_, i) => i % 4 === 0));
      expect(front.meanRegret).toBeLessThan(regrets[0] as number);
    }
  });

  it('mixes the logits of trained experts to what exact ones give', () => {
    const run = forkTraining.create({ world: WORLD }, 2);
    while (!run.finished) run.step();
    const mod = run.snapshot().policies.find(({ id }) => id === 'mod')?.front;
    const exact = measureFork(WORLD, (w) => forkMix(WORLD, w));
    expect(Math.abs((mod?.hypervolume as number) - exact.hypervolume)).toBeLessThan(0.02);
    expect(Math.abs((mod?.meanRegret as number) - exact.meanRegret)).toBeLessThan(2e-3);
  });

  it('trains a policy of one’s own under its name, and its snapshot is not touched by later steps', () => {
    const config = { layers: { first: true, second: false }, weightings: { alpha: 1, cornerMass: 0.25, batch: 4 } };
    const run = forkTraining.create({ world: WORLD, policies: { mine: config }, steps: 30 }, 1);
    const before = run.snapshot();
    const regrets = [...(before.policies[0]?.regrets ?? [])];
    while (!run.finished) run.step();
    expect(run.snapshot().policies.map(({ id }) => id)).toEqual(['mine']);
    expect(before.policies[0]?.regrets).toEqual(regrets);
  });

  it('shows the weights at both ends: those that are not conditioned are the same, and their average is the policy between', () => {
    const run = forkTraining.create({ world: WORLD, steps: 200 }, 3);
    while (!run.finished) run.step();
    const { policies } = run.snapshot();
    expect(policies.find(({ id }) => id === 'mod')?.ends).toBeUndefined();
    const first = policies.find(({ id }) => id === 'clp-first');
    const [one, zero] = first?.ends ?? [[], []];
    expect(one).toHaveLength(16);
    expect(one.slice(8)).toEqual(zero.slice(8));
    expect(one.slice(0, 8)).not.toEqual(zero.slice(0, 8));
    const theta = Float64Array.from(one, (weight, k) => 0.3 * weight + 0.7 * (zero[k] as number));
    const [left, right] = netLogits(FORK_NET, theta, 0) as unknown as [number, number];
    expect(sigmoid(left - right)).toBeCloseTo(first?.front.points[3]?.left as number, 9);
  });

  it('refuses a beta of 0', () => {
    expect(() => forkTraining.create({ world: { c: 0.8, beta: 0 } }, 1)).toThrow('more than 0');
  });
});
