/** From several rewards and a preference vector to the one number that training makes large. Twin of models/tiller/scalarise.py and its `Utility`. */
import { logSumExp } from '../math/softmax.ts';
import type { Scalarisation } from './recipe.ts';

/** Of soft-min, in units of a reward. */
const SOFTNESS = 0.5;
/** A weight of 0 has a logarithm too. */
const LEAST_WEIGHT = 1e-9;

export interface UtilitySettings {
  /** What a difference of each reward is measured by, above 0. */
  readonly units: readonly number[];
  /** Weight of the guard. */
  readonly guard: number;
  readonly scalarisation: Scalarisation;
}

/**
 * The rewards in their units made one by a preference vector, plus the guard; higher is better.
 *
 * linear: sum_i w_i r_i. tchebycheff: -max_i w_i (ideal_i - r_i) with an ideal of 1 (Miettinen 1999, eq. 3.4.2), which reaches points of a front that
 * no weighted sum reaches. soft-min: -s log sum_i w_i exp(-r_i / s), between the weighted mean (s large) and the worst weighted reward
 * (after RVPO, arXiv 2605.05750).
 * @param values rewards in their own scales, at best 1 each, and the guard as the last.
 * @param weights one for each reward; what is more (closeness to the base) has no reward and counts elsewhere.
 */
export function utility(values: ArrayLike<number>, weights: readonly number[], { units, guard, scalarisation }: UtilitySettings): number {
  if (values.length !== units.length + 1) throw new RangeError(`${values.length} values for ${units.length} rewards and a guard`);
  const guarded = guard * (values[units.length] as number);
  return guarded + scalarise(values, weights, units, scalarisation);
}

function scalarise(values: ArrayLike<number>, weights: readonly number[], units: readonly number[], kind: Scalarisation): number {
  const inUnits = (i: number, value = values[i] as number) => value / (units[i] as number);
  const weightOf = (i: number) => weights[i] as number;
  switch (kind) {
    case 'linear':
      return units.reduce((sum, _, i) => sum + weightOf(i) * inUnits(i), 0);
    case 'tchebycheff':
      return -Math.max(...units.map((_, i) => weightOf(i) * (inUnits(i, 1) - inUnits(i))));
    case 'soft-min':
      return -SOFTNESS * logSumExp(units.map((_, i) => Math.log(Math.max(LEAST_WEIGHT, weightOf(i))) - inUnits(i) / SOFTNESS));
  }
}

/**
 * The scores of an answer as `utility` takes them: rewards in order, the guard last.
 * @throws RangeError for a score that is missing or not finite.
 */
export function valuesOf(scores: Readonly<Record<string, number>>, rewards: readonly string[]): number[] {
  return [...rewards, 'guard'].map((id) => {
    const score = scores[id];
    if (score === undefined || !Number.isFinite(score)) throw new RangeError(`score of ${id} is ${score}, expected a finite number`);
    return score;
  });
}
