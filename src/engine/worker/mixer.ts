/** Logits of a group's rows to the logits that are sampled from. */

import type { Mixer } from '../../methods/method.ts';
import { EngineError } from '../errors.ts';

/** log sum_v exp(logits_v), in float64 and safe from overflow. */
export function logPartition(logits: Float32Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let v = 0; v < logits.length; v++) if ((logits[v] as number) > highest) highest = logits[v] as number;
  let sum = 0;
  for (let v = 0; v < logits.length; v++) sum += Math.exp((logits[v] as number) - highest);
  return highest + Math.log(sum);
}

/**
 * @param rows One [vocabulary] per row of the group. A row of weight 0 has no say, even where its logit is -Infinity.
 * @returns [vocabulary]; for `identity` the row itself, not a copy.
 * @throws EngineError 'bad-request' when the number of rows is not the mixer's.
 */
export function mixLogits(mixer: Mixer, rows: readonly Float32Array[]): Float32Array {
  const expected = mixer.kind === 'identity' ? 1 : mixer.weights.length;
  const [first] = rows;
  if (first === undefined || rows.length !== expected) {
    throw new EngineError('bad-request', `the ${mixer.kind} mixer got ${rows.length} rows, expected ${expected}`);
  }
  if (mixer.kind === 'identity') return first;
  const mixed = new Float32Array(first.length);
  for (const [i, row] of rows.entries()) {
    const weight = mixer.weights[i] as number;
    if (weight === 0) continue;
    const shift = mixer.kind === 'log-probs' ? logPartition(row) : 0;
    for (let v = 0; v < mixed.length; v++) mixed[v] = (mixed[v] as number) + weight * ((row[v] as number) - shift);
  }
  return mixed;
}
