/** The state of the lesson's figure: a mix and a prompt to steer with, and the votes of a blind comparison. */

import { equalWeighting } from '../../../math/simplex.ts';
import { wilsonInterval } from '../../../math/statistics.ts';
import type { Weighting } from '../../../methods/method.ts';
import type { PackSource } from '../../../packs/pack-source.ts';
import { lessonPolicies } from '../../model/lesson-policies.ts';
import type { Numbers } from '../../prose/parse-prose.ts';

export type Side = 'clp' | 'rs';

export interface SteerState {
  readonly source: PackSource | undefined;
  /** Index of the example prompt. */
  readonly prompt: number;
  readonly weights: Weighting;
  /** Indices of the rewards that had nearly all weight. */
  readonly corners: readonly number[];
  readonly blind: boolean;
  /** Which pair of the blind comparison is shown, from 0. */
  readonly round: number;
  readonly votes: readonly Vote[];
}

export interface Vote {
  readonly winner: Side;
  /** Who was A. */
  readonly a: Side;
}

/** Enough for the goal. */
export const wantedVotes = 10;
export const wantedCorners = 2;
/** Nearly all the weight. */
export const nearlyAll = 0.9;

export const initial: SteerState = {
  source: undefined,
  prompt: 0,
  weights: equalWeighting(3),
  corners: [],
  blind: false,
  round: 0,
  votes: [],
};

/** The state with other weights; a corner that was reached is noted. */
export function mix(state: SteerState, weights: Weighting): SteerState {
  const corner = weights.findIndex((weight) => weight >= nearlyAll - 1e-9);
  const corners = corner < 0 || state.corners.includes(corner) ? state.corners : [...state.corners, corner];
  return { ...state, weights, corners };
}

export function vote(state: SteerState, winner: Side, a: Side): SteerState {
  return { ...state, votes: [...state.votes, { winner, a }], round: state.round + 1 };
}

/** Wins that exclude one half at this many votes; the votes themselves when not even all would. */
export function decisiveWins(votes: number): number {
  for (let wins = Math.ceil(votes / 2); wins <= votes; wins += 1) if (wilsonInterval(wins, votes).low > 0.5) return wins;
  return votes;
}

/** Votes at which this rate would exclude one half. */
export function decisiveVotes(rate: number): number {
  for (let votes = 10; votes < 10_000; votes += 10) if (wilsonInterval(Math.round(rate * votes), votes).low > 0.5) return votes;
  return Infinity;
}

const exampleWins = 7;

export function numbers({ source, corners, votes }: SteerState): Numbers {
  const front = source?.front;
  const measured = (side: Side) => {
    const id = source && lessonPolicies(source)[side].id;
    return front?.policies.find((policy) => policy.id === id);
  };
  const wins = votes.filter(({ winner }) => winner === 'clp').length;
  const own = wilsonInterval(wins, votes.length);
  const example = wilsonInterval(exampleWins, wantedVotes);
  const volume = (side: Side) => measured(side)?.indicators?.hypervolume.mean.toFixed(3) ?? '…';
  return {
    corners: Math.min(corners.length, wantedCorners),
    prompts: front?.prompts.length ?? '…',
    weightings: measured('clp')?.points.length ?? '…',
    hvClp: volume('clp'),
    hvRs: volume('rs'),
    needed: decisiveWins(wantedVotes),
    votes: votes.length,
    wins,
    rate: own.mean.toFixed(2),
    low: own.low.toFixed(2),
    high: own.high.toFixed(2),
    exampleWins,
    exampleLow: example.low.toFixed(2),
    exampleHigh: example.high.toFixed(2),
    exampleNeeded: decisiveVotes(exampleWins / wantedVotes),
  };
}
