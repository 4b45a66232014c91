/** A goal-conditioned reward learned on the lake, beside what it should be. */
import { createRng } from '../../math/rng.ts';
import { spearman } from '../../math/statistics.ts';
import type { Trainable, TrainingRun } from '../trainable.ts';
import { createLake, isTerminal, LAKE_MAPS, type Lake, type LakePolicy } from './frozen-lake.ts';
import { countPairs, createGoalEmbedding, readReachability } from './goal-reward.ts';
import { reachability, reachableCells } from './reachability.ts';
import { solveLake } from './value-iteration.ts';
import { careless, sampleWalk, type Walk } from './walk.ts';

/** Discount of a future state, for the learned score and for the true one. */
export const GOAL_GAMMA = 0.95;

/** How often the walker whose walks are scored steps any way instead of the best one. */
export const WALKER_CARELESSNESS = 0.3;

export interface GoalTrainingConfig {
  /** Walks that the embedding learns from. */
  readonly walks: number;
  /** Length of a cell's vector. */
  readonly dimensions: number;
  /** Default 400. */
  readonly steps?: number;
}

export interface GoalTrainingSnapshot {
  /** Learned discounted reachability of the goal for each cell a walk can stand on; undefined for holes, the goal and the rest. */
  readonly scores: readonly (number | undefined)[];
  /** True discounted reachability under the walker's policy, for the same cells. */
  readonly truth: readonly (number | undefined)[];
  /** Spearman's correlation of the two over those cells, at every 4th step. */
  readonly correlations: readonly number[];
  /** Contrastive loss at the same steps, in nats. */
  readonly losses: readonly number[];
  /** Share of the training walks that reach the goal. */
  readonly good: number;
}

/** The lake of this training: small, and slippery, so that no walk is safe. */
export function goalLake(): Lake {
  return createLake(LAKE_MAPS.small, true);
}

/** The policy whose walks are scored. */
export function goalWalker(lake: Lake): LakePolicy {
  return careless(solveLake(lake).policy, WALKER_CARELESSNESS);
}

/** Walks that no embedding was trained on, to try a filter on. */
export function heldOutWalks(lake: Lake, seed: number, count = 300): Walk[] {
  const random = createRng(seed ^ 0x5eed);
  const walker = goalWalker(lake);
  return Array.from({ length: count }, () => sampleWalk(lake, walker, random));
}

const NOTED_EVERY = 4;

export const goalTraining: Trainable<GoalTrainingConfig, GoalTrainingSnapshot> = {
  create({ walks: count, dimensions, steps = 400 }, seed): TrainingRun<GoalTrainingSnapshot> {
    const lake = goalLake();
    const walker = goalWalker(lake);
    const random = createRng(seed);
    const walks: Walk[] = [];
    // A contrast needs both kinds; a small sample of this lake may hold no good walk, so sampling goes on until it does.
    while (walks.length < count || !walks.some(({ reached }) => reached)) walks.push(sampleWalk(lake, walker, random));
    const pairs = countPairs(lake, walks, GOAL_GAMMA);
    const embedding = createGoalEmbedding(pairs, dimensions, seed);
    const truth = reachability(lake, walker, GOAL_GAMMA);
    const cells = reachableCells(lake).filter((state) => !isTerminal(lake, state));
    const onCells = (values: readonly number[]) => values.map((value, state) => (cells.includes(state) ? value : undefined));
    const read = () => readReachability(embedding.similarities(lake.goal), pairs);
    const correlations: number[] = [];
    const losses: number[] = [];
    let taken = 0;
    const note = () => {
      const scores = read();
      correlations.push(
        spearman(
          cells.map((state) => scores[state] as number),
          cells.map((state) => truth[state] as number),
        ),
      );
      losses.push(embedding.loss());
    };
    note();
    return {
      step() {
        embedding.step();
        taken += 1;
        if (taken % NOTED_EVERY === 0) note();
      },
      snapshot: () => ({
        scores: onCells(read()),
        truth: onCells(truth),
        correlations: [...correlations],
        losses: [...losses],
        good: walks.filter(({ reached }) => reached).length / walks.length,
      }),
      get finished() {
        return taken >= steps;
      },
    };
  },
};
