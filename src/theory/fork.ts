/**
 * The fork: the smallest world with a future in which mixing exact experts fails although there is a KL term.
 *
 *     start --L--> left --x--> rewards (1, 0)
 *       |            \---y---> rewards (0, 1)
 *       \---R------------z---> rewards (c, c),  1/2 < c < 1
 *
 * The reference chooses evenly at both nodes. Each expert alone prefers L while c < 1 - beta ln 2, so every mix of experts takes L;
 * at equal weights the best is R, which is worth c to both. The objective is E[w . r] - beta KL(pi || ref) over whole paths.
 */

import { hypervolume } from '../math/hypervolume.ts';
import { sigmoid } from '../math/softmax.ts';
import { optimalPolicy, optimalValue } from './kl-bandit.ts';
import { mixingGap } from './mixing-gap.ts';

export interface ForkWorld {
  /** What the shared leaf is worth to both rewards, in [0, 1]. */
  readonly c: number;
  /** Price of one nat of KL, more than 0. */
  readonly beta: number;
  /** How much a leaf of the other reward's liking costs, in [0, 1], default 1: x gives (1, 1 - conflict), y gives (1 - conflict, 1). */
  readonly conflict?: number;
}

/** A policy at one weighting, as log-odds: of L over R at the start, and of x over y after L. */
export interface ForkPolicy {
  readonly start: number;
  readonly left: number;
}

/** A policy at the weighting (w, 1 - w). */
export interface ForkPoint {
  readonly w: number;
  /** Probability of L, and of x after L. */
  readonly left: number;
  readonly x: number;
  /** Expected rewards. */
  readonly rewards: readonly [number, number];
  /** w . rewards. */
  readonly utility: number;
  /** Sequence-level KL to the reference, nats per path. */
  readonly kl: number;
  /** utility - beta KL. */
  readonly objective: number;
  /** The oracle's objective minus this one; at least 0. */
  readonly regret: number;
}

/** A policy over the grid of weightings. */
export interface ForkFront {
  readonly points: readonly ForkPoint[];
  readonly meanRegret: number;
  readonly maxRegret: number;
  /** Over the reference point (0, 0). */
  readonly hypervolume: number;
}

/** The eleven weightings at which policies are measured: 0, .1, .. 1 on the first reward. */
export const FORK_GRID: readonly number[] = Array.from({ length: 11 }, (_, i) => i / 10);

/** What x and y are worth at w: w and 1 - w under full conflict. */
export function leafRewards({ conflict = 1 }: ForkWorld, w: number): [x: number, y: number] {
  return [1 - conflict * (1 - w), 1 - conflict * w];
}

/** Soft value of L at w; under full conflict beta log 1/2 (e^(w/beta) + e^((1-w)/beta)). */
export function leftValue(world: ForkWorld, w: number): number {
  return optimalValue(leafRewards(world, w), world.beta);
}

/** By how much x is better than y at w. */
function leafAdvantage(world: ForkWorld, w: number): number {
  const [x, y] = leafRewards(world, w);
  return x - y;
}

/** The best policy for w, in closed form: pi(L) = sigmoid((V_w(L) - c) / beta). */
export function forkOracle(world: ForkWorld, w: number): ForkPolicy {
  return { start: (leftValue(world, w) - world.c) / world.beta, left: leafAdvantage(world, w) / world.beta };
}

/** The mix of the two exact experts' logits at each node (MOD; Rewarded Soups of tabular experts). */
export function forkMix(world: ForkWorld, w: number): ForkPolicy {
  const [first, second] = [forkOracle(world, 1), forkOracle(world, 0)];
  return { start: w * first.start + (1 - w) * second.start, left: w * first.left + (1 - w) * second.left };
}

/** By how much the mix over-values L at w; R has one continuation, so no gap. */
export function forkGap(world: ForkWorld, w: number): number {
  const experts = [1, 0].map((expert) => optimalPolicy(leafRewards(world, expert), world.beta));
  return mixingGap(experts, [w, 1 - w], world.beta);
}

/** KL of a coin with log-odds `x` to the fair one, nats. */
function coinKl(x: number): number {
  // p log 2p + q log 2q = log 2 + p x - log(1 + e^x), written so that e^x does not overflow.
  const size = Math.abs(x);
  return Math.LN2 - sigmoid(-size) * size - Math.log1p(Math.exp(-size));
}

/** The objective and its gradient with respect to both log-odds, by hand. */
export function forkObjective(world: ForkWorld, w: number, policy: ForkPolicy): { value: number; gradient: ForkPolicy } {
  const { c, beta } = world;
  const [worthX, worthY] = leafRewards(world, w);
  const left = sigmoid(policy.start);
  const x = sigmoid(policy.left);
  const valueOfLeft = x * worthX + (1 - x) * worthY - beta * coinKl(policy.left);
  return {
    value: left * valueOfLeft + (1 - left) * c - beta * coinKl(policy.start),
    gradient: {
      // d coinKl(x) / dp = x, so each node's slope is p (1 - p) times (advantage - beta log-odds).
      start: left * sigmoid(-policy.start) * (valueOfLeft - c - beta * policy.start),
      left: left * x * sigmoid(-policy.left) * (worthX - worthY - beta * policy.left),
    },
  };
}

export function measureForkPoint(world: ForkWorld, w: number, policy: ForkPolicy): ForkPoint {
  const left = sigmoid(policy.start);
  const x = sigmoid(policy.left);
  const shared = (1 - left) * world.c;
  const { conflict = 1 } = world;
  const rewards = [left * (1 - conflict * (1 - x)) + shared, left * (1 - conflict * x) + shared] as const;
  const utility = w * rewards[0] + (1 - w) * rewards[1];
  const kl = coinKl(policy.start) + left * coinKl(policy.left);
  const objective = utility - world.beta * kl;
  const best = optimalValue([leftValue(world, w), world.c], world.beta);
  return { w, left, x, rewards, utility, kl, objective, regret: Math.max(0, best - objective) };
}

/** A conditioned policy measured over the grid. */
export function measureFork(world: ForkWorld, policy: (w: number) => ForkPolicy, grid = FORK_GRID): ForkFront {
  const points = grid.map((w) => measureForkPoint(world, w, policy(w)));
  const regrets = points.map(({ regret }) => regret);
  return {
    points,
    meanRegret: regrets.reduce((sum, regret) => sum + regret, 0) / regrets.length,
    maxRegret: Math.max(...regrets),
    hypervolume: hypervolume(
      points.map(({ rewards }) => rewards),
      [0, 0],
    ),
  };
}
