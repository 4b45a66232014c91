/**
 * Expectation maximisation for a mixture of Bradley-Terry rewards, the first half of MaxMin-RLHF (arXiv 2402.08925): every voter belongs
 * to one of two groups, each with a reward of its own; who belongs where is unknown. E-step: how probably each voter is of each group,
 * given the rewards. M-step: each reward anew from all choices, weighted so. Unlike the paper's hard assignment, ours is soft, so that
 * the likelihood can only rise.
 */
import { createRng } from '../math/rng.ts';
import { logSumExp } from '../math/softmax.ts';
import { type Choice, fitBradleyTerry, logPosterior } from './bradley-terry.ts';
import type { Trainable } from './trainable.ts';
import { createVoters, type VoterWorld } from './voters.ts';

export interface MixtureState {
  /** Weights of the reward of each group. */
  readonly rewards: readonly (readonly number[])[];
  /** Share of voters in each group, sums to 1. */
  readonly shares: readonly number[];
}

export const GROUPS = 2;
const PRECISION = 0.1;
/** A rise of the likelihood below this, nats, ends the run. */
const SETTLED = 1e-4;

/** log (share_g x P(the voter's choices | reward of g)) for each group g: [groups]. */
function evidence(choices: readonly Choice[], { rewards, shares }: MixtureState): number[] {
  return rewards.map((weights, g) => {
    return Math.log(shares[g] as number) + choices.reduce((sum, choice) => sum + logPosterior([choice], weights, 0), 0);
  });
}

/** P(group | the voter's choices), sums to 1. */
export function responsibilities(choices: readonly Choice[], state: MixtureState): number[] {
  const logs = evidence(choices, state);
  const total = logSumExp(logs);
  return logs.map((log) => Math.exp(log - total));
}

/** What EM raises: log-likelihood of all choices under the mixture, less the prior's price of each reward. Nats. */
export function mixtureObjective(voters: readonly (readonly Choice[])[], state: MixtureState): number {
  const likelihood = voters.reduce((sum, choices) => sum + logSumExp(evidence(choices, state)), 0);
  return state.rewards.reduce((sum, weights) => sum + logPosterior([], weights, PRECISION), likelihood);
}

/** One round of both steps. */
export function emStep(voters: readonly (readonly Choice[])[], state: MixtureState): MixtureState {
  const belongs = voters.map((choices) => responsibilities(choices, state));
  const features = (state.rewards[0] as readonly number[]).length;
  return {
    rewards: state.rewards.map((_, g) => {
      const weighted = voters.flatMap((choices, i) => choices.map((choice) => ({ ...choice, weight: belongs[i]?.[g] as number })));
      return fitBradleyTerry(weighted, features, PRECISION).weights;
    }),
    // Kept off 0 and 1, where a group could never come back.
    shares: state.shares.map((_, g) => {
      const share = belongs.reduce((sum, one) => sum + (one[g] as number), 0) / voters.length;
      return Math.min(Math.max(share, 1e-6), 1 - 1e-6);
    }),
  };
}

/** The one reward that all choices together give: what the majority wants, mostly. */
export function fitOneReward(voters: readonly (readonly Choice[])[], features: number): readonly number[] {
  return fitBradleyTerry(voters.flat(), features, PRECISION).weights;
}

export interface MixtureSnapshot extends MixtureState {
  /** The one reward for all. */
  readonly pooled: readonly number[];
  /** P(second group) for each voter. */
  readonly belongs: readonly number[];
  /** True group of each voter, 0 or 1. */
  readonly truth: readonly number[];
  /** The objective after 0, 1, 2 .. rounds. */
  readonly objective: readonly number[];
}

/** The seed makes the voters and where EM starts: two random directions. */
export const voterMixture: Trainable<VoterWorld, MixtureSnapshot> = {
  create(world, seed) {
    const voters = createVoters(world, seed);
    const choices = voters.map((voter) => voter.choices);
    const random = createRng(seed + 1);
    const start = 2 * Math.PI * random();
    let state: MixtureState = {
      rewards: [start, start + Math.PI / 2].map((angle) => [0.5 * Math.cos(angle), 0.5 * Math.sin(angle)]),
      shares: [0.5, 0.5],
    };
    const objective = [mixtureObjective(choices, state)];
    const pooled = fitOneReward(choices, 2);
    let settled = false;
    return {
      step() {
        state = emStep(choices, state);
        objective.push(mixtureObjective(choices, state));
        settled = (objective.at(-1) as number) - (objective.at(-2) as number) < SETTLED;
      },
      snapshot: () => ({
        ...state,
        pooled,
        belongs: choices.map((one) => responsibilities(one, state)[1] as number),
        truth: voters.map(({ group }) => group),
        objective: [...objective],
      }),
      get finished() {
        return settled;
      },
    };
  },
};
