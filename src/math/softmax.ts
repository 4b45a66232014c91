/** Probabilities and their logarithms, in nats and float64, safe from overflow. */

type Vector = readonly number[] | Float32Array | Float64Array;

/** What a sum of exponentials is computed from: sum_i exp(x_i / T) = sum exp(largest / T). */
export interface ShiftedSum {
  readonly largest: number;
  /** At least 1, unless x is empty or all -Infinity. */
  readonly sum: number;
}

/** @param far Summands below exp(-far) are left out; of a long vocabulary most are, and their share is below its length times exp(-far). */
export function shiftedSum(x: Vector, temperature = 1, far = Infinity): ShiftedSum {
  let largest = -Infinity;
  for (let i = 0; i < x.length; i++) if ((x[i] as number) > largest) largest = x[i] as number;
  let sum = 0;
  if (largest === -Infinity) return { largest, sum };
  for (let i = 0; i < x.length; i++) {
    const behind = ((x[i] as number) - largest) / temperature;
    if (behind > -far) sum += Math.exp(behind);
  }
  return { largest, sum };
}

/** log sum_i exp(x_i); -Infinity for an empty or all -Infinity vector. */
export function logSumExp(x: Vector): number {
  const { largest, sum } = shiftedSum(x);
  return largest === -Infinity ? largest : largest + Math.log(sum);
}

/** log softmax(x / temperature). */
export function logSoftmax(x: Vector, temperature = 1): Float64Array {
  if (!(temperature > 0)) throw new RangeError(`temperature ${temperature}: expected more than 0`);
  const scaled = Float64Array.from(x, (value) => value / temperature);
  const normaliser = logSumExp(scaled);
  return scaled.map((value) => value - normaliser);
}

/** Probabilities in proportion to exp(x_i). */
export function softmax(x: Vector): number[] {
  const { largest, sum } = shiftedSum(x);
  return Array.from(x, (value) => Math.exp(value - largest) / sum);
}

/** KL(p || q) of two vectors of probabilities: infinite where q is 0 and p is not. @throws RangeError on unequal lengths. */
export function klDivergence(p: Vector, q: Vector): number {
  if (p.length !== q.length) throw new RangeError(`KL of ${p.length} and ${q.length} probabilities: expected equal lengths`);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const mass = p[i] as number;
    if (mass > 0) sum += mass * Math.log(mass / (q[i] as number));
  }
  return sum;
}

/** The logistic function, 1 / (1 + exp(-x)). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** log sigmoid(x). */
export function logSigmoid(x: number): number {
  return x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x));
}
