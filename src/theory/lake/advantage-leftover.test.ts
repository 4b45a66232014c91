import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/rng.ts';
import { createLeftover, logProbability, mixedWalks, scoreWalks } from './advantage-leftover.ts';
import { createLake, LAKE_MAPS, uniformPolicy } from './frozen-lake.ts';
import { countedPolicy } from './imitation.ts';
import { logitsOf, policyOf } from './lake-logits.ts';
import { leftoverTraining } from './leftover-training.ts';
import { solveLake } from './value-iteration.ts';

const lake = createLake(LAKE_MAPS.small, false);
const walks = mixedWalks(lake, solveLake(lake).policy, uniformPolicy(lake), 0.3, 120, createRng(2));
const cloned = countedPolicy(lake, walks, 0.5);
const scored = scoreWalks(lake, walks, cloned, 0.95);

describe('scoreWalks', () => {
  it('compares a walk with what the reference earns from the same start', () => {
    const random = createRng(8);
    const start = 10;
    const returns = Array.from({ length: 8000 }, () => walkReturn(random, start));
    const expected = returns.reduce((a, b) => a + b) / returns.length;
    const one = scored.find(({ walk }) => walk.states[0] === start);
    expect((one?.reward as number) - (one?.advantage as number)).toBeCloseTo(expected, 1);
    expect(scored.filter(({ walk, reward }) => walk.reached !== reward > 0)).toEqual([]);
  });

  /** A walk of the reference, played by hand on the dry lake. */
  function walkReturn(random: () => number, from: number): number {
    let state = from;
    for (let t = 0; t < 400; t += 1) {
      if (lake.cells[state] === 'H') return 0;
      const roll = random();
      const row = cloned[state] as readonly number[];
      let action = 0;
      for (let sum = row[0] as number; roll >= sum && action < 3; sum += row[action] as number) action += 1;
      state = lake.outcomes[state]?.[action]?.[0]?.next as number;
      if (state === lake.goal) return 0.95 ** t;
    }
    return 0;
  }
});

describe('createLeftover', () => {
  it('keeps the walks that beat the reference and no other', () => {
    const { kept } = createLeftover(logitsOf(cloned), scored, 1);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept).toEqual(scored.filter(({ advantage }) => advantage > 0));
  });

  it('steps along ratio x advantage x grad log pi of the walk, by finite differences', () => {
    const [one] = createLeftover(logitsOf(cloned), scored, 1).kept;
    if (!one) throw new Error('no walk kept');
    const learner = createLeftover(logitsOf(cloned), [one], 1, { batch: 1, learningRate: 1 });
    // Two steps, so that the ratio is not 1 at the second.
    learner.step();
    const before = learner.logits.slice();
    const ratio = Math.exp(logProbability(policyOf(before), one.walk) - logProbability(cloned, one.walk));
    learner.step();
    before.forEach((_, i) => {
      const nudged = (by: number) => logProbability(policyOf(before.map((value, j) => (i === j ? value + by : value))), one.walk);
      const slope = (nudged(1e-5) - nudged(-1e-5)) / 2e-5;
      expect((learner.logits[i] as number) - (before[i] as number)).toBeCloseTo(
        one.advantage * Math.min(1.9, Math.max(0.1, ratio)) * slope,
        6,
      );
    });
  });

  it('does nothing when no walk is better', () => {
    const learner = createLeftover(
      logitsOf(cloned),
      scored.filter(({ advantage }) => advantage <= 0),
      1,
    );
    learner.step();
    expect(learner.logits).toEqual(logitsOf(cloned));
  });
});

describe('leftoverTraining', () => {
  it('beats cloning on the dry lake with few good walks, in each of 5 seeds', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const run = leftoverTraining.create({ slippery: false, share: 0.1, walks: 150, steps: 120 }, seed);
      while (!run.finished) run.step();
      const { success, oracle, kept } = run.snapshot();
      expect(success.leftover.low).toBeGreaterThan(2 * success.cloned.high);
      expect(oracle).toBeCloseTo(1, 9);
      expect(kept).toBeGreaterThan(0);
      expect(kept).toBeLessThan(0.6);
    }
  });

  it('refuses a share that is none', () => {
    expect(() => leftoverTraining.create({ slippery: false, share: 1.5 }, 1)).toThrow('share 1.5');
  });
});
