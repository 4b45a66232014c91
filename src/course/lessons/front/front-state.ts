/** The state of the lesson's figure, and all that follows from it. */
import { hypervolume } from '../../../math/hypervolume.ts';
import { paretoFront } from '../../../math/pareto-front.ts';
import { indexOfBest, type RewardPair, tchebycheff, weightedSum, winningWeights } from '../../../theory/scalarisation.ts';
import type { Numbers } from '../../prose/parse-prose.ts';
import { ideal, reference, type WorldId, worlds } from './policies.ts';

export type Ruler = 'sum' | 'tchebycheff';

export interface FrontState {
  readonly world: WorldId;
  /** Weight of brevity, in [0, 1]. */
  readonly weight: number;
  readonly ruler: Ruler;
  /** What is shown beside the policies. */
  readonly shows: { readonly ruler: boolean; readonly area: boolean; readonly candidate: boolean };
  /** The policy that the reader adds. */
  readonly candidate: RewardPair;
  /** Indices of the policies of this world that were best since the step began. */
  readonly visited: readonly number[];
  /** The last best policy that no weighted sum reaches. */
  readonly hidden: number | undefined;
}

/** Policies to be visited, and area to be gained, for the steps that ask for them. */
export const wantedPolicies = 4;
export const wantedGain = 0.02;

export const initial: FrontState = {
  world: 'bulge',
  weight: 0.5,
  ruler: 'sum',
  shows: { ruler: false, area: false, candidate: false },
  candidate: [0.45, 0.45],
  visited: [],
  hidden: undefined,
};

export const score = ({ ruler, weight }: Pick<FrontState, 'ruler' | 'weight'>, policy: RewardPair) =>
  ruler === 'sum' ? weightedSum(policy, weight) : tchebycheff(policy, weight, ideal);

/** Index of the policy that the ruler prefers. */
export function bestPolicy(state: Pick<FrontState, 'world' | 'ruler' | 'weight'>): number {
  return indexOfBest(worlds[state.world], (policy) => score(state, policy));
}

/** Indices of the front that some weighted sum prefers. */
export function supported(world: WorldId): number[] {
  const policies = worlds[world];
  return paretoFront(policies).filter((index) => winningWeights(policies, index) !== undefined);
}

/** The same state with other weight, ruler or world, and its best policy noted. */
export function measure(state: FrontState, change: Partial<Pick<FrontState, 'world' | 'ruler' | 'weight'>>): FrontState {
  const next = { ...state, ...change };
  const best = bestPolicy(next);
  const hidden = supported(next.world).includes(best) ? next.hidden : best;
  return { ...next, hidden, visited: next.visited.includes(best) ? next.visited : [...next.visited, best] };
}

/** By how much the candidate makes the hypervolume grow; at least 0. */
export function gain({ world, candidate }: Pick<FrontState, 'world' | 'candidate'>): number {
  const policies = worlds[world];
  return hypervolume([...policies, candidate], reference) - hypervolume(policies, reference);
}

export function numbers(state: FrontState): Numbers {
  const policies = worlds[state.world];
  const efficient = paretoFront(policies).length;
  const [x, y] = policies[bestPolicy(state)] as RewardPair;
  const [hiddenX, hiddenY] = policies[state.hidden ?? bestPolicy(state)] as RewardPair;
  return {
    policies: policies.length,
    efficient,
    dominated: policies.length - efficient,
    supported: supported(state.world).length,
    wanted: wantedPolicies,
    visited: state.visited.length,
    volume: hypervolume(policies, reference).toFixed(3),
    wantedGain,
    gain: gain(state).toFixed(3),
    x: x.toFixed(2),
    y: y.toFixed(2),
    hiddenX: hiddenX.toFixed(2),
    hiddenY: hiddenY.toFixed(2),
    weight: state.weight.toFixed(2),
    other: (1 - state.weight).toFixed(2),
  };
}
