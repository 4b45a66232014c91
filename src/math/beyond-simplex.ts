/**
 * Weights that sum to 1 and may lie below 0 or above 1: directions between adapters that nothing was trained on. Negating and scaling such
 * directions is task arithmetic (Ilharco et al. 2023, arXiv 2212.04089).
 */
import { nearestWithSum } from './simplex.ts';

/** Lowest and highest weight. */
export const beyondRange = [-0.5, 1.5] as const;

/** Slack that a sum or a weight may have from floating point. */
const SLACK = 1e-6;

/** True when a weight lies below 0 or above 1. */
export function isBeyond(w: readonly number[]): boolean {
  return w.some((weight) => weight < -SLACK || weight > 1 + SLACK);
}

/**
 * Returns `w` when its weights are within `beyondRange` and sum to 1 (both within 1e-6).
 * @throws RangeError that shows the vector and what was expected.
 */
export function checkBeyond(w: readonly number[], length = w.length): readonly number[] {
  const [low, high] = beyondRange;
  const sum = w.reduce((total, weight) => total + weight, 0);
  if (w.length !== length || w.some((weight) => !(weight >= low - SLACK && weight <= high + SLACK)) || !(Math.abs(sum - 1) <= SLACK)) {
    throw new RangeError(`weighting [${w.join(', ')}]: expected ${length} weights from ${low} to ${high} that sum to 1`);
  }
  return w;
}

/**
 * One linked slider moves, as `moveWeight`, but the unlocked others give way by one amount each: a share of what they had would not let them
 * change sign. `value` is clamped to what the range leaves.
 * @throws RangeError as `checkBeyond`.
 */
export function moveBeyond(w: readonly number[], locks: readonly boolean[], index: number, value: number): number[] {
  checkBeyond(w, locks.length);
  const others = w.filter((_, i) => i !== index && !locks[i]);
  if (!(index in w) || locks[index] || !Number.isFinite(value) || others.length === 0) return [...w];
  const [low, high] = beyondRange;
  const left = leftBy(w, locks);
  const moved = Math.min(high, left - others.length * low, Math.max(low, left - others.length * high, value));
  const given = nearestWithSum(others, left - moved, beyondRange);
  return w.map((weight, i) => (i === index ? moved : locks[i] ? weight : (given.shift() as number)));
}

/** As `placeWeights`, within `beyondRange`. @throws RangeError as `checkBeyond`, or when the lengths differ. */
export function placeBeyond(w: readonly number[], locks: readonly boolean[], wanted: readonly number[]): number[] {
  checkBeyond(w, locks.length);
  if (wanted.length !== w.length) throw new RangeError(`${wanted.length} weights for ${w.length} rewards: expected one for each`);
  const free = wanted.filter((_, i) => !locks[i]);
  if (free.length === 0) return [...w];
  const placed = nearestWithSum(free, leftBy(w, locks), beyondRange);
  return w.map((weight, i) => (locks[i] ? weight : (placed.shift() as number)));
}

/** What the unlocked weights sum to. */
function leftBy(w: readonly number[], locks: readonly boolean[]): number {
  return 1 - w.reduce((sum, weight, i) => (locks[i] ? sum + weight : sum), 0);
}
