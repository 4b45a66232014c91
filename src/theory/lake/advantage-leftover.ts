import { createRng } from '../../math/rng.ts';
import { draw } from '../draw.ts';
import { ACTIONS, isTerminal, type Lake, type LakePolicy } from './frozen-lake.ts';
import { type LakeLogits, policyOf } from './lake-logits.ts';
import { reachability } from './reachability.ts';
import { sampleWalk, type Walk } from './walk.ts';

/** A walk taken as one action, as A-LoL takes a whole answer: its reward, and how much better that is than what was to be expected of its start. */
export interface Scored {
  readonly walk: Walk;
  /** gamma^(steps - 1) on the goal, 0 otherwise. */
  readonly reward: number;
  /** reward - V_ref(start). */
  readonly advantage: number;
}

/** Cells a walk may begin in: the lake's prompts. */
export function startCells(lake: Lake): number[] {
  return Array.from(lake.cells, (_, state) => state).filter((state) => !isTerminal(lake, state));
}

/** `count` walks from random start cells, each by the `good` policy with probability `share` and by the `poor` one otherwise. */
export function mixedWalks(lake: Lake, good: LakePolicy, poor: LakePolicy, share: number, count: number, random: () => number): Walk[] {
  const starts = startCells(lake);
  return Array.from({ length: count }, () => {
    const start = starts[Math.floor(random() * starts.length)] as number;
    return sampleWalk(lake, random() < share ? good : poor, random, start);
  });
}

/** Rewards and advantages of walks against the exact value of `reference`, which was trained on them. */
export function scoreWalks(lake: Lake, walks: readonly Walk[], reference: LakePolicy, gamma: number): Scored[] {
  const values = reachability(lake, reference, gamma);
  return walks.map((walk) => {
    const reward = walk.reached ? gamma ** (walk.actions.length - 1) : 0;
    return { walk, reward, advantage: reward - (values[walk.states[0] as number] as number) };
  });
}

/** Trains a table of logits on the walks that are better than the reference. */
export interface LeftoverLearner {
  readonly logits: LakeLogits;
  /** Walks with a positive advantage. */
  readonly kept: readonly Scored[];
  step(): void;
}

export interface LeftoverOptions {
  /** The probability ratio is clipped to [1 - clip, 1 + clip]; the authors' 0.9 by default. */
  readonly clip?: number;
  /** Walks drawn a step, in proportion to their advantage. */
  readonly batch?: number;
  readonly learningRate?: number;
}

/**
 * Offline advantage-leftover-lunch (A-LoL, arXiv 2305.14718): start from the reference, keep the walks whose advantage is positive, draw them in
 * proportion to it, and descend clip(pi / pi_ref, 1 - eps, 1 + eps) x A x (-log pi) with the ratio of the whole walk held constant.
 * It never walks itself. The advantage both draws a walk and weighs its loss, as in the authors' code.
 */
export function createLeftover(
  reference: LakeLogits,
  scored: readonly Scored[],
  seed: number,
  { clip = 0.9, batch = 16, learningRate = 2 }: LeftoverOptions = {},
): LeftoverLearner {
  const random = createRng(seed);
  const logits = Float64Array.from(reference);
  const referencePolicy = policyOf(reference);
  const kept = scored.filter(({ advantage }) => advantage > 0);
  const priorities = kept.map(({ advantage }) => advantage);
  const total = priorities.reduce((sum, each) => sum + each, 0);
  return {
    logits,
    kept,
    step() {
      if (kept.length === 0) return;
      const policy = policyOf(logits);
      for (let i = 0; i < batch; i += 1) {
        const { walk, advantage } = kept[draw(priorities, random, total)] as Scored;
        const ratio = Math.exp(logProbability(policy, walk) - logProbability(referencePolicy, walk));
        const weight = (learningRate * advantage * Math.min(Math.max(ratio, 1 - clip), 1 + clip)) / batch;
        walk.actions.forEach((action, t) => {
          const state = walk.states[t] as number;
          policy[state]?.forEach((probability, each) => {
            const at = state * ACTIONS.length + each;
            logits[at] = (logits[at] as number) + weight * (Number(each === action) - probability);
          });
        });
      }
    },
  };
}

/** log pi(walk | its start), the environment's part left out. */
export function logProbability(policy: LakePolicy, walk: Walk): number {
  return walk.actions.reduce((sum, action, t) => sum + Math.log(policy[walk.states[t] as number]?.[action] as number), 0);
}
