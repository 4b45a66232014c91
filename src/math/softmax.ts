/** Log-domain probabilities. Vectors are logits or log-probabilities over one vocabulary, in nats. */

type Vector = readonly number[] | Float32Array | Float64Array;

/** log sum_i exp(x_i), shifted by the largest so that nothing overflows; -Infinity for an empty or all -Infinity vector. */
export function logSumExp(x: Vector): number {
  let largest = -Infinity;
  for (let i = 0; i < x.length; i += 1) largest = Math.max(largest, x[i] as number);
  if (largest === -Infinity) return -Infinity;
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) sum += Math.exp((x[i] as number) - largest);
  return largest + Math.log(sum);
}

/** log softmax(x / temperature) in float64. */
export function logSoftmax(x: Vector, temperature = 1): Float64Array {
  if (!(temperature > 0)) throw new RangeError(`temperature ${temperature}: expected more than 0`);
  const scaled = Float64Array.from(x, (value) => value / temperature);
  const normaliser = logSumExp(scaled);
  return scaled.map((value) => value - normaliser);
}

/** KL(p || q) in nats of two vectors of logits (their normalisers cancel out). @throws RangeError on unequal lengths. */
export function klDivergence(p: Vector, q: Vector): number {
  if (p.length !== q.length) throw new RangeError(`KL of ${p.length} and ${q.length} logits: expected equal lengths`);
  const logP = logSoftmax(p);
  const logQ = logSoftmax(q);
  return logP.reduce((sum, value, i) => (value === -Infinity ? sum : sum + Math.exp(value) * (value - (logQ[i] as number))), 0);
}

/** log sigmoid(x) without overflow. */
export function logSigmoid(x: number): number {
  return x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x));
}
