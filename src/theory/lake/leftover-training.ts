/** Behaviour cloning and A-LoL on one heap of walks, good and poor. */
import { createRng } from '../../math/rng.ts';
import { bootstrapMean, type Interval, mean } from '../../math/statistics.ts';
import type { Trainable, TrainingRun } from '../trainable.ts';
import { createLeftover, mixedWalks, scoreWalks, startCells } from './advantage-leftover.ts';
import { createLake, LAKE_MAPS, type LakePolicy, uniformPolicy } from './frozen-lake.ts';
import { countedPolicy } from './imitation.ts';
import { logitsOf, policyOf } from './lake-logits.ts';
import { successRates } from './success-rate.ts';
import { solveLake } from './value-iteration.ts';
import { careless } from './walk.ts';

/** `cloned` imitates all walks, `filtered` those with a positive advantage, all alike; `leftover` is A-LoL. */
export const LEFTOVER_LEARNERS = ['cloned', 'filtered', 'leftover'] as const;
export type LeftoverLearnerId = (typeof LEFTOVER_LEARNERS)[number];

/** Discount of a walk's reward: gamma^(steps - 1) on the goal. */
export const LEFTOVER_GAMMA = 0.95;
const REPLICAS = 5;
const SMOOTHING = 0.5;
const GOOD_CARELESSNESS = 0.1;
const NOTED_EVERY = 2;

export interface LeftoverConfig {
  readonly slippery: boolean;
  /** Share of the walks that come from a good walker, in [0, 1]; the rest go every way equally often. */
  readonly share: number;
  /** Walks per repetition; default 200. */
  readonly walks?: number;
  /** Default 240. */
  readonly steps?: number;
}

/** Success: exact probability to reach the goal, averaged over all start cells. */
export interface LeftoverSnapshot {
  /** Mean success of A-LoL over the repetitions at every 2nd step. */
  readonly curve: readonly number[];
  readonly success: Readonly<Record<LeftoverLearnerId, Interval>>;
  readonly oracle: number;
  /** The first repetition's walks: where they began, what they earned, what was to be expected. */
  readonly walks: readonly { readonly start: number; readonly reward: number; readonly advantage: number }[];
  /** Share of walks with a positive advantage, over all repetitions. */
  readonly kept: number;
  /** Policies of the first repetition, probabilities[state][action]. */
  readonly policies: Readonly<Record<LeftoverLearnerId, LakePolicy>>;
}

export const leftoverTraining: Trainable<LeftoverConfig, LeftoverSnapshot> = {
  create({ slippery, share, walks: count = 200, steps = 240 }, seed): TrainingRun<LeftoverSnapshot> {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`share ${share}: expected a number in [0, 1]`);
    const lake = createLake(LAKE_MAPS.small, slippery);
    const best = solveLake(lake).policy;
    const starts = startCells(lake);
    const success = (policy: LakePolicy) => {
      const rates = successRates(lake, policy);
      return mean(starts.map((start) => rates[start] as number));
    };
    const replicas = Array.from({ length: REPLICAS }, (_, i) => {
      const random = createRng(seed + 7919 * i);
      const walks = mixedWalks(lake, careless(best, GOOD_CARELESSNESS), uniformPolicy(lake), share, count, random);
      const cloned = countedPolicy(lake, walks, SMOOTHING);
      const scored = scoreWalks(lake, walks, cloned, LEFTOVER_GAMMA);
      const learner = createLeftover(logitsOf(cloned), scored, seed + 7919 * i);
      const filtered = countedPolicy(
        lake,
        learner.kept.map(({ walk }) => walk),
        SMOOTHING,
      );
      return { cloned, filtered, scored, learner, fixed: { cloned: success(cloned), filtered: success(filtered) } };
    });
    const measure = () => replicas.map(({ learner }) => success(policyOf(learner.logits)));
    let rates = measure();
    const curve = [mean(rates)];
    let taken = 0;
    return {
      step() {
        for (const { learner } of replicas) learner.step();
        taken += 1;
        if (taken % NOTED_EVERY !== 0) return;
        rates = measure();
        curve.push(mean(rates));
      },
      snapshot() {
        const first = replicas[0] as (typeof replicas)[number];
        const interval = (values: readonly number[]) => bootstrapMean(values, { seed: 1, resamples: 500 });
        return {
          curve: [...curve],
          success: {
            cloned: interval(replicas.map(({ fixed }) => fixed.cloned)),
            filtered: interval(replicas.map(({ fixed }) => fixed.filtered)),
            leftover: interval(rates),
          },
          oracle: success(best),
          walks: first.scored.map(({ walk, reward, advantage }) => ({ start: walk.states[0] as number, reward, advantage })),
          kept: mean(replicas.map(({ learner, scored }) => learner.kept.length / scored.length)),
          policies: { cloned: first.cloned, filtered: first.filtered, leftover: policyOf(first.learner.logits) },
        };
      },
      get finished() {
        return taken >= steps;
      },
    };
  },
};
