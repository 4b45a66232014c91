/**
 * Several scorers of one thing, put on one scale, and what it means when they part: after adaptive ensembling of CLIP backbones
 * (arXiv 2405.17139), an analogy only. There backbones' logits get weights per sample from a trained network; here scorers get them by formula.
 */
import { mean, quantile } from '../../math/statistics.ts';

/** Mean and standard deviation of a scorer over calibration texts. */
export interface Scale {
  readonly mean: number;
  readonly sd: number;
}

/** @throws RangeError when there are no scores or all are equal. */
export function scaleOf(scores: readonly number[]): Scale {
  const centre = mean(scores);
  const sd = Math.sqrt(mean(scores.map((score) => (score - centre) ** 2)));
  if (!(sd > 0)) throw new RangeError(`${scores.length} equal scores: expected some spread to measure by`);
  return { mean: centre, sd };
}

/** How many standard deviations a score lies above the calibration's mean. */
export function standardise(score: number, { mean: centre, sd }: Scale): number {
  return (score - centre) / sd;
}

/** A text as the ensemble sees it: for each axis, say cheer, the standard scores of the scorers that claim to measure it. */
export type AxisScores = readonly (readonly number[])[];

/** Largest difference between two scorers of the same axis, in standard deviations. */
export function axisDisagreement(scores: readonly number[]): number {
  return Math.max(...scores) - Math.min(...scores);
}

/** The worst axis. */
export function disagreement(axes: AxisScores): number {
  return Math.max(...axes.map(axisDisagreement));
}

/**
 * Weights of the axes for this text: an axis whose scorers part by d standard deviations counts exp(-d), so that no axis wins by a scorer that
 * stands alone. They sum to 1; equal when all agree.
 */
export function adaptiveWeights(axes: AxisScores): number[] {
  const trust = axes.map((scores) => Math.exp(-axisDisagreement(scores)));
  const sum = trust.reduce((total, each) => total + each, 0);
  return trust.map((each) => each / sum);
}

/** Three ways to make one score of many, in standard deviations. */
export interface Combined {
  /** Of all scorers, alike. */
  readonly mean: number;
  /** The least friendly scorer: what all agree that the text deserves. */
  readonly min: number;
  /** Axis means by their adaptive weights. */
  readonly weighted: number;
}

export function combine(axes: AxisScores): Combined {
  const weights = adaptiveWeights(axes);
  return {
    mean: mean(axes.flat()),
    min: Math.min(...axes.flat()),
    weighted: axes.reduce((sum, scores, axis) => sum + (weights[axis] as number) * mean(scores), 0),
  };
}

/** The disagreement that a share of 1 - `share` of the calibration texts stay below. */
export function alarmLevel(calibration: readonly AxisScores[], share = 0.05): number {
  return quantile(calibration.map(disagreement), 1 - share);
}
