/** The state of the lesson's figure, and all that follows from it. */

import { createRng } from '../../../math/rng.ts';
import { sigmoid } from '../../../math/softmax.ts';
import { quantile } from '../../../math/statistics.ts';
import { conditionedCount } from '../../../theory/conditioned-weights.ts';
import { type ForkFront, type ForkWorld, forkOracle, measureFork } from '../../../theory/fork.ts';
import { conditionedWeights, FORK_NET, type ForkPolicyConfig, logOdds } from '../../../theory/fork-policy.ts';
import { FORK_STEPS } from '../../../theory/fork-training.ts';
import { loraSize, modelSize, SMOLLM2_135M } from '../../../theory/model-size.ts';
import { sampleWeighting } from '../../../theory/preference-sampling.ts';
import { netSize } from '../../../theory/tanh-net.ts';
import type { Numbers } from '../../prose/parse-prose.ts';
import type { TrainerSettings } from '../../training/settings.ts';

export type Layers = 'first' | 'second' | 'both';

/** What is trained: by value, so that a change begins anew. */
export interface ClpSettings {
  readonly layers: Layers;
  /** log10 of Dirichlet's alpha. */
  readonly logAlpha: number;
  readonly cornerMass: number;
}

export interface ClpState extends ClpSettings {
  readonly trainer: TrainerSettings;
  readonly steps: number;
  readonly front: ForkFront | undefined;
  /** The net's weights at both ends of the first reward's weight, 1 and 0. */
  readonly ends: readonly [number[], number[]] | undefined;
  /** Weight of the first reward at which the net is shown. */
  readonly weight: number;
  readonly finished: boolean;
  /** Trained to the end with these settings in this step, or passed over. */
  readonly trained: boolean;
  readonly rank: 8 | 16 | 32;
  readonly shows: { readonly sampling: boolean; readonly layers: boolean };
}

export const world: ForkWorld = { c: 0.8, beta: 0.1 };
export const ranks = [8, 16, 32] as const;
export const largeAlpha = 100;
export const wantedRegret = 0.002;
export const range = { logAlpha: [-1.5, 2.5] } as const;
/** Weightings drawn a training step. */
const batch = 8;

export const initial: ClpState = {
  layers: 'both',
  logAlpha: 0,
  cornerMass: 0.25,
  trainer: { playing: false, speed: 500, seed: 1, run: 0 },
  steps: 0,
  front: undefined,
  ends: undefined,
  weight: 0.5,
  finished: false,
  trained: false,
  rank: 8,
  shows: { sampling: false, layers: false },
};

/** Other settings; the training begins anew. */
export function change(state: ClpState, to: Partial<ClpSettings>): ClpState {
  const trainer = { ...state.trainer, run: state.trainer.run + 1 };
  return { ...state, ...to, trainer, steps: 0, front: undefined, ends: undefined, finished: false, trained: false };
}

export const alphaOf = ({ logAlpha }: Pick<ClpSettings, 'logAlpha'>): number => 10 ** logAlpha;

export function policyConfig(settings: ClpSettings): ForkPolicyConfig {
  const { layers, cornerMass } = settings;
  return {
    layers: { first: layers !== 'second', second: layers !== 'first' },
    weightings: { alpha: alphaOf(settings), cornerMass, batch },
  };
}

/** The net at the shown weight; none before the first snapshot. */
export function thetaOf({ ends, weight }: Pick<ClpState, 'ends' | 'weight'>): Float64Array | undefined {
  return ends && Float64Array.from(ends[0], (one, k) => weight * one + (1 - weight) * (ends[1][k] as number));
}

/** First weights of draws as training makes them; sorted. */
export function drawsOf(settings: ClpSettings, count = 2000): number[] {
  const random = createRng(5);
  const sampling = { alpha: alphaOf(settings), cornerMass: settings.cornerMass };
  return Array.from({ length: count }, () => sampleWeighting(random, sampling, 2)[0] as number).sort((a, b) => a - b);
}

export const oracle: ForkFront = measureFork(world, (w) => forkOracle(world, w));

/** From the least to the most of the first reward over the weightings. */
export function spanOf({ points }: ForkFront): number {
  const firsts = points.map(({ rewards }) => rewards[0]);
  return Math.max(...firsts) - Math.min(...firsts);
}

export const conditionedOf = ({ layers }: Pick<ClpSettings, 'layers'>): number =>
  conditionedCount(conditionedWeights(policyConfig({ ...initial, layers }).layers));

export function goalReached(state: ClpState): boolean {
  const { finished, front } = state;
  return finished && front !== undefined && conditionedOf(state) * 2 <= netSize(FORK_NET) && front.meanRegret < wantedRegret;
}

export function numbers(state: ClpState): Numbers {
  const { front, steps, cornerMass, weight } = state;
  const theta = thetaOf(state);
  const draws = drawsOf(state);
  return {
    steps: steps.toLocaleString('en-GB'),
    allSteps: FORK_STEPS.toLocaleString('en-GB'),
    alpha: alphaOf(state).toPrecision(2),
    largeAlpha,
    corner: Math.round(100 * cornerMass),
    low: quantile(draws, 0.25).toFixed(2),
    high: quantile(draws, 0.75).toFixed(2),
    bestSpan: spanOf(oracle).toFixed(2),
    span: front ? spanOf(front).toFixed(2) : '–',
    regret: front ? front.meanRegret.toFixed(4) : '–',
    volume: front ? front.hypervolume.toFixed(3) : '–',
    conditioned: conditionedOf(state),
    all: netSize(FORK_NET),
    weight: weight.toFixed(2),
    left: theta ? sigmoid(logOdds(theta, 0)).toFixed(2) : '–',
    best: sigmoid(forkOracle(world, weight).start).toFixed(2),
    wantedRegret: wantedRegret.toFixed(3),
    attentionLora: (loraSize(SMOLLM2_135M, ['attention'], 8) / 1e6).toFixed(2),
    attentionShare: ((100 * loraSize(SMOLLM2_135M, ['attention'], 8)) / modelSize(SMOLLM2_135M)).toFixed(2),
  };
}
