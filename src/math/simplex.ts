/** Preference vectors: points of the probability simplex, how linked sliders move on it, and the grids that fronts are measured on. */

/** Slack that a sum or a weight may have from floating point. */
const SLACK = 1e-6;

/**
 * Returns `w` when it is a preference vector: every weight finite and at least 0, summing to 1 (both within 1e-6).
 * @throws RangeError that shows the vector and what was expected.
 */
export function checkWeighting(w: readonly number[], length = w.length): readonly number[] {
  if (w.length !== length) throw new RangeError(`weighting [${w.join(', ')}] has ${w.length} weights, expected ${length}`);
  const sum = w.reduce((total, weight) => total + weight, 0);
  if (w.some((weight) => !(weight >= -SLACK)) || !(Math.abs(sum - 1) <= SLACK)) {
    throw new RangeError(`weighting [${w.join(', ')}] is off the simplex: expected weights of at least 0 that sum to 1`);
  }
  return w;
}

/**
 * Scales values to sum 1; all zeros become equal weights.
 * @throws RangeError when a value is negative or not finite, or when there is none.
 */
export function normalise(values: readonly number[]): number[] {
  if (values.length === 0 || values.some((value) => !(value >= 0 && value < Infinity))) {
    throw new RangeError(`cannot normalise [${values.join(', ')}]: expected finite values of at least 0`);
  }
  // Dividing by the largest first keeps the sum finite and the smallest values above underflow.
  const largest = Math.max(...values);
  if (largest === 0) return equalWeighting(values.length);
  const scaled = values.map((value) => value / largest);
  const sum = scaled.reduce((total, value) => total + value, 0);
  return scaled.map((value) => value / sum);
}

export function equalWeighting(length: number): number[] {
  return Array.from({ length }, () => 1 / length);
}

/** All weight on one reward. */
export function cornerWeighting(length: number, index: number): number[] {
  return Array.from({ length }, (_, i) => (i === index ? 1 : 0));
}

/**
 * One linked slider moves: weight `index` goes to `value`, and the other unlocked weights give way in proportion to what they had
 * (in equal parts when they had nothing). `value` is clamped to [0, 1 - sum of the locked weights]; nothing moves when `index` itself is
 * locked or when no other weight is free to give way.
 * @throws RangeError when `w` is off the simplex, or `locks` has another length.
 */
export function moveWeight(w: readonly number[], locks: readonly boolean[], index: number, value: number): number[] {
  checkWeighting(w, locks.length);
  const free = w.map((_, i) => i !== index && !locks[i]);
  if (!(index in w) || locks[index] || !Number.isFinite(value) || !free.includes(true)) return [...w];
  const locked = w.reduce((sum, weight, i) => (locks[i] ? sum + weight : sum), 0);
  const available = Math.max(0, 1 - locked);
  const moved = Math.min(Math.max(value, 0), available);
  const others = normalise(w.filter((_, i) => free[i]).map((weight) => Math.max(0, weight)));
  const rest = available - moved;
  return w.map((weight, i) => {
    if (i === index) return moved;
    return free[i] ? rest * (others.shift() as number) : weight;
  });
}

/**
 * The values nearest to `wanted`, in Euclidean distance, that sum to `total` and lie in [low, high] each: every value shifted by one amount
 * and held in the range. With range [0, total] the projection onto a simplex (Held, Wolfe and Crowder 1974).
 * @throws RangeError when a value is not finite, or no values in the range have that sum.
 */
export function nearestWithSum(wanted: readonly number[], total: number, [low, high]: readonly [number, number]): number[] {
  const count = wanted.length;
  if (count === 0 || !wanted.every(Number.isFinite) || !(total >= count * low - SLACK && total <= count * high + SLACK)) {
    throw new RangeError(`[${wanted.join(', ')}]: expected ${count} finite values that can sum to ${total} within ${low} and ${high}`);
  }
  const held = (shift: number) => wanted.map((value) => Math.min(high, Math.max(low, value - shift)));
  const sumAt = (shift: number) => held(shift).reduce((sum, value) => sum + value, 0);
  // The sum falls with the shift, in a straight line between the shifts where a value reaches an end of the range.
  const bends = wanted.flatMap((value) => [value - high, value - low]).sort((a, b) => a - b);
  const after = bends.findIndex((shift) => sumAt(shift) <= total);
  const right = bends.at(after) as number;
  const left = bends[after - 1] ?? right;
  const [most, least] = [sumAt(left), sumAt(right)];
  return held(most > least ? left + ((most - total) / (most - least)) * (right - left) : right);
}

/**
 * All weights move at once, to the nearest place to `wanted` that the locks leave: a locked weight stays, the others share what is left.
 * @throws RangeError when `w` is off the simplex, or the lengths differ.
 */
export function placeWeights(w: readonly number[], locks: readonly boolean[], wanted: readonly number[]): number[] {
  checkWeighting(w, locks.length);
  if (wanted.length !== w.length) throw new RangeError(`${wanted.length} weights for ${w.length} rewards: expected one for each`);
  const left = Math.max(0, 1 - w.reduce((sum, weight, i) => (locks[i] ? sum + weight : sum), 0));
  const free = wanted.filter((_, i) => !locks[i]);
  if (free.length === 0) return [...w];
  const placed = nearestWithSum(free, left, [0, left]);
  return w.map((weight, i) => (locks[i] ? weight : (placed.shift() as number)));
}

/** All compositions of `total` into `parts` whole numbers of at least `least`, in lexicographic order from the first part down. */
function compositions(total: number, parts: number, least: number): number[][] {
  if (parts === 1) return total >= least ? [[total]] : [];
  const found: number[][] = [];
  for (let first = total; first >= least; first -= 1) {
    for (const rest of compositions(total - first, parts - 1, least)) found.push([first, ...rest]);
  }
  return found;
}

/** `steps` evenly spaced points on every edge of the simplex, corners included once: 11 for two rewards, 30 for three. */
export function edgeGrid(rewards: number, steps = 11): number[][] {
  const parts = compositions(steps - 1, rewards, 0).filter((point) => point.filter((part) => part > 0).length <= 2);
  return parts.map((point) => point.map((part) => part / (steps - 1)));
}

/** Points strictly inside the simplex, all weights multiples of 1 / steps: (1/2, 1/4, 1/4) and its permutations for three rewards. */
export function interiorGrid(rewards: number, steps = 4): number[][] {
  if (rewards < 3) return [];
  return compositions(steps, rewards, 1).map((point) => point.map((part) => part / steps));
}

/** The weightings of a published front: tenths for two rewards (11); for three, quarters on the edges, three inside and the centre (16). */
export function measuredGrid(rewards: number): number[][] {
  if (rewards < 3) return edgeGrid(rewards);
  return [...edgeGrid(rewards, 5), ...interiorGrid(rewards), equalWeighting(rewards)];
}

/** All of the simplex in tenths: 11 weightings of two rewards, 66 of three. */
export function tenthsGrid(rewards: number): number[][] {
  return [...edgeGrid(rewards), ...interiorGrid(rewards, 10)];
}

/** True when two weightings of one length differ by less than a written-down third does: 1e-6 in every weight. */
export function sameWeighting(v: readonly number[], w: readonly number[]): boolean {
  return v.length === w.length && v.every((weight, i) => Math.abs(weight - (w[i] as number)) < SLACK);
}

/** Index of the candidate with the smallest Euclidean distance to `w` (the first of equals), -1 when there is none of the same length. */
export function nearestWeighting(w: readonly number[], candidates: readonly (readonly number[])[]): number {
  let best = -1;
  let bestDistance = Infinity;
  candidates.forEach((candidate, index) => {
    if (candidate.length !== w.length) return;
    const distance = candidate.reduce((sum, weight, i) => sum + (weight - (w[i] as number)) ** 2, 0);
    if (distance < bestDistance) {
      best = index;
      bestDistance = distance;
    }
  });
  return best;
}
