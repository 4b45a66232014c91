import type { Weighting } from './method.ts';

const SUM_TOLERANCE = 1e-6;
const NEGATIVE_TOLERANCE = 1e-9;

/**
 * Checks that w lies on the simplex of `length` rewards: each weight >= -1e-9 and finite, sum 1 within 1e-6.
 * @throws RangeError that shows the value and what was expected.
 */
export function checkWeighting(w: Weighting, length: number = w.length): void {
  if (w.length !== length) throw new RangeError(`weighting has ${w.length} weights, expected ${length}, one per reward slot`);
  let sum = 0;
  for (const [i, weight] of w.entries()) {
    if (!(weight >= -NEGATIVE_TOLERANCE)) throw new RangeError(`weight ${i} is ${weight}, expected a number >= 0`);
    sum += weight;
  }
  if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) throw new RangeError(`weights [${w.join(', ')}] sum to ${sum}, expected 1`);
}
