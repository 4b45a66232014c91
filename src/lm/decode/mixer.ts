/** Logits of a group's rows to the logits that are sampled from. */

import { logSumExp } from '../../math/softmax.ts';
import type { Mixer } from '../../methods/method.ts';
import { mixerRows, needsReference } from '../../methods/mixer-rows.ts';
import { EngineError } from '../errors.ts';
import { type Distribution, mixByDivergence } from './divergence-mix.ts';

export interface Mixed {
  /** [vocabulary]; for `identity` the row itself, not a copy. */
  readonly logits: Float32Array;
  /** Of MOD: -log sum_v prod_i p_i(v)^w_i of the experts, in nats; 0 where they agree, more the further they part. */
  readonly misalignment?: number;
}

/**
 * @param rows One [vocabulary] per row of the group. A row of weight 0 has no say, even where its logit is -Infinity.
 * @throws EngineError 'bad-request' when the number of rows is not the mixer's.
 */
export function mixLogits(mixer: Mixer, rows: readonly Float32Array[]): Mixed {
  const [first, ...others] = rows;
  const expected = mixerRows(mixer);
  if (first === undefined || rows.length !== expected) {
    throw new EngineError('bad-request', `the ${mixer.kind} mixer got ${rows.length} rows, expected ${expected}`);
  }
  switch (mixer.kind) {
    case 'identity':
      return { logits: first };
    case 'linear':
      return {
        logits: weightedSum(
          rows,
          mixer.weights,
          rows.map(() => 0),
        ),
      };
    case 'log-probs': {
      const logits = weightedSum(rows, mixer.weights, rows.map(logSumExp));
      return { logits, misalignment: misalignmentOf(logits) };
    }
    case 'divergence': {
      const [reference, mixed] = needsReference(mixer.divergence) ? [distributionOf(first), others] : [undefined, rows];
      const experts = mixed.map(distributionOf);
      const logits = mixByDivergence(mixer.divergence, mixer.weights, experts, reference);
      const partitions = experts.map(({ partition }) => partition);
      return { logits, misalignment: misalignmentOf(weightedSum(mixed, mixer.weights, partitions)) };
    }
  }
}

function distributionOf(logits: Float32Array): Distribution {
  return { logits, partition: logSumExp(logits) };
}

/** sum_i weights_i (rows_i - shifts_i). */
function weightedSum(rows: readonly Float32Array[], weights: readonly number[], shifts: readonly number[]): Float32Array {
  const sum = new Float32Array(rows[0]?.length ?? 0);
  for (const [i, row] of rows.entries()) {
    const weight = weights[i] as number;
    const shift = shifts[i] as number;
    if (weight === 0) continue;
    for (let v = 0; v < sum.length; v++) sum[v] = (sum[v] as number) + weight * ((row[v] as number) - shift);
  }
  return sum;
}

/** By Hölder at least 0; what falls below is rounding. */
function misalignmentOf(logProducts: Float32Array): number {
  return Math.max(0, -logSumExp(logProducts));
}
