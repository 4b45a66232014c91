/** Two experts for the soup world as tanh nets, trained one reward each, and the points of their averaged weights. */

import { createRng } from '../math/rng.ts';
import { logSoftmax } from '../math/softmax.ts';
import { createAdam } from './adam.ts';
import {
  ANSWERS,
  createSoupWorld,
  PROMPTS,
  type SoupPoint,
  type SoupPolicy,
  type SoupWorld,
  soupPoint,
  weightedRewards,
} from './soup-world.ts';
import { backpropagate, createNetWeights, type NetShape, netLogits, netSize } from './tanh-net.ts';
import type { Trainable, TrainingRun } from './trainable.ts';

export const SOUP_NET: NetShape = { inputs: PROMPTS, hidden: 6, outputs: ANSWERS };

/** Weights of the first expert in the soups that are shown: 1, .95, .. 0. */
export const SOUP_GRID: readonly number[] = Array.from({ length: 21 }, (_, i) => 1 - i / 20);

/** Steps after which both experts are at the closed form. */
export const SOUP_STEPS = 600;

export interface SoupTrainingConfig {
  /** Seed of the world; that of the run decides the starts. */
  readonly world: number;
  readonly beta: number;
  /** Rewarded Soups fine-tunes both experts from one pretrained model. False: each from a start of its own. */
  readonly sharedStart: boolean;
  /** Default SOUP_STEPS. */
  readonly steps?: number;
}

export interface SoupTrainingSnapshot {
  /** The soup at each weight of SOUP_GRID. */
  readonly points: readonly SoupPoint[];
}

export const soupTraining: Trainable<SoupTrainingConfig, SoupTrainingSnapshot> = {
  create(config, seed): TrainingRun<SoupTrainingSnapshot> {
    if (!(config.beta > 0)) throw new RangeError(`beta ${config.beta}: expected more than 0`);
    const world = createSoupWorld(config.world, config.beta);
    const random = createRng(seed);
    const start = createNetWeights(SOUP_NET, random);
    const experts = [
      { w: 1, weights: Float64Array.from(start), adam: createAdam(start.length, 0.03) },
      {
        w: 0,
        weights: config.sharedStart ? Float64Array.from(start) : createNetWeights(SOUP_NET, random),
        adam: createAdam(start.length, 0.03),
      },
    ] as const;
    let taken = 0;
    return {
      step() {
        for (const { w, weights, adam } of experts) adam.ascend(weights, soupGradient(world, w, weights).gradient);
        taken += 1;
      },
      snapshot: () => ({
        points: SOUP_GRID.map((w) => {
          const [first, second] = experts;
          return soupPoint(world, netPolicy(first.weights.map((weight, k) => w * weight + (1 - w) * (second.weights[k] as number))));
        }),
      }),
      get finished() {
        return taken >= (config.steps ?? SOUP_STEPS);
      },
    };
  },
};

export function netPolicy(weights: Float64Array): SoupPolicy {
  return Array.from({ length: PROMPTS }, (_, prompt) => logSoftmax(netLogits(SOUP_NET, weights, prompt)));
}

/** Mean over prompts of E[reward] - beta KL at the weighting (w, 1 - w), and its gradient with respect to the net's weights. */
export function soupGradient(world: SoupWorld, w: number, weights: Float64Array): { value: number; gradient: Float64Array } {
  const gradient = new Float64Array(netSize(SOUP_NET));
  let value = 0;
  world.rewards.forEach((answers, prompt) => {
    const rewards = weightedRewards(answers, w);
    const logP = logSoftmax(netLogits(SOUP_NET, weights, prompt));
    // What an answer is worth after its price; KL's own derivative vanishes in the mean over answers.
    const worth = logP.map((value, answer) => (rewards[answer] as number) - world.beta * (value + Math.log(ANSWERS)));
    const mean = worth.reduce((sum, one, answer) => sum + Math.exp(logP[answer] as number) * one, 0);
    value += mean / PROMPTS;
    const slope = worth.map((one, answer) => (Math.exp(logP[answer] as number) * (one - mean)) / PROMPTS);
    backpropagate(SOUP_NET, weights, prompt, slope, gradient);
  });
  return { value, gradient };
}
