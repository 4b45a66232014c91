/**
 * A linear reward fitted to choices between pairs: P(A is chosen over B) = sigmoid(w . (f(A) - f(B))), Bradley and Terry's model on
 * features, with a Gaussian prior on the weights (L2). Newton's method on a strictly concave objective: the fit is unique, and the
 * inverse of its curvature gives the standard errors (Laplace's approximation of the posterior).
 */
import { logSigmoid } from '../math/softmax.ts';
import { solveSymmetric } from '../math/solve-symmetric.ts';

export interface Choice {
  /** Features of the chosen text minus those of the other, in the units that the prior is meant for. */
  readonly difference: readonly number[];
  /** How much the choice counts, at least 0; default 1. */
  readonly weight?: number;
}

export interface BradleyTerryFit {
  readonly weights: readonly number[];
  /** Standard error of each weight. */
  readonly errors: readonly number[];
  /** Log-likelihood of the choices, nats. */
  readonly logLikelihood: number;
  /** What was maximised: log-likelihood - precision |w|^2 / 2. */
  readonly logPosterior: number;
}

const MAX_STEPS = 50;
const TOLERANCE = 1e-10;

/**
 * @param features number of weights; every difference must have as many.
 * @param precision of the prior, 1 / variance of a weight; more than 0, so that choices that one feature explains without exception
 * still have a finite fit.
 * @throws RangeError on a difference of another length, or a precision that is not positive.
 */
export function fitBradleyTerry(choices: readonly Choice[], features: number, precision: number): BradleyTerryFit {
  if (!(precision > 0)) throw new RangeError(`precision ${precision}: expected more than 0`);
  for (const { difference } of choices) {
    if (difference.length !== features) throw new RangeError(`difference of ${difference.length} features: expected ${features}`);
  }
  let weights = new Array<number>(features).fill(0);
  let value = logPosterior(choices, weights, precision);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { gradient, curvature } = slopes(choices, weights, precision);
    const direction = solveSymmetric(curvature, gradient);
    // Newton's step rises; far from the optimum it may be too long, then half of it is tried.
    let length = 1;
    let next = weights;
    let nextValue = -Infinity;
    for (; length > 1e-6; length /= 2) {
      next = weights.map((weight, i) => weight + length * (direction[i] as number));
      nextValue = logPosterior(choices, next, precision);
      if (nextValue >= value) break;
    }
    if (!(nextValue > value)) break;
    const rise = nextValue - value;
    weights = next;
    value = nextValue;
    if (rise < TOLERANCE) break;
  }
  const { curvature } = slopes(choices, weights, precision);
  const errors = weights.map((_, i) => {
    const column = solveSymmetric(
      curvature,
      weights.map((_, j) => (i === j ? 1 : 0)),
    );
    return Math.sqrt(column[i] as number);
  });
  return { weights, errors, logLikelihood: value + (precision * squaredNorm(weights)) / 2, logPosterior: value };
}

/** P(the text with features `a` is chosen over the one with `b`). */
export function choiceProbability(weights: readonly number[], a: readonly number[], b: readonly number[]): number {
  return Math.exp(logSigmoid(weights.reduce((sum, weight, i) => sum + weight * ((a[i] as number) - (b[i] as number)), 0)));
}

/** Share of choices that the weights predict, in [0, 1]; a tie counts half. NaN for no choices. */
export function agreement(weights: readonly number[], choices: readonly Choice[]): number {
  const hits = choices.map(({ difference }) => {
    const margin = dot(weights, difference);
    return margin > 0 ? 1 : margin === 0 ? 0.5 : 0;
  });
  return hits.reduce((sum: number, hit) => sum + hit, 0) / choices.length;
}

/** Log-likelihood of the choices less the prior's price. */
export function logPosterior(choices: readonly Choice[], weights: readonly number[], precision: number): number {
  const prior = (precision * squaredNorm(weights)) / 2;
  return choices.reduce((sum, { difference, weight = 1 }) => sum + weight * logSigmoid(dot(weights, difference)), -prior);
}

/** Gradient of the log-posterior and its negative Hessian, which is positive definite. */
function slopes(choices: readonly Choice[], weights: readonly number[], precision: number) {
  const gradient = weights.map((weight) => -precision * weight);
  const curvature = weights.map((_, i) => weights.map((_, j) => (i === j ? precision : 0)));
  for (const { difference, weight = 1 } of choices) {
    const missed = Math.exp(logSigmoid(-dot(weights, difference)));
    difference.forEach((x, i) => {
      gradient[i] = (gradient[i] as number) + weight * missed * x;
      const row = curvature[i] as number[];
      difference.forEach((y, j) => {
        row[j] = (row[j] as number) + weight * missed * (1 - missed) * x * y;
      });
    });
  }
  return { gradient, curvature };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

function squaredNorm(a: readonly number[]): number {
  return dot(a, a);
}
