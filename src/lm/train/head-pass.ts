/** The last norm, the head and the softmax, for the tokens whose successors are wanted: some of them at a time. */
import type { LlamaConfig } from '../arch/llama-config.ts';
import type { BaseWeights } from './base-weights.ts';
import { type HeadBlocks, headBlocks } from './blocks.ts';
import { addLowRank, lowRankBackward } from './low-rank.ts';
import type { Matrix, TrainKernels } from './train-kernels.ts';
import type { TrainShape } from './train-types.ts';
import type { Factors } from './trained.ts';

export interface HeadPassArgs {
  readonly kernels: TrainKernels;
  readonly config: LlamaConfig;
  readonly base: BaseWeights;
  readonly shape: TrainShape;
  /** Where it works: `headBlocks` of `HEAD_CHUNK` rows. */
  readonly at: number;
  readonly factors: Factors | undefined;
}

/** Tokens of a part, in the stream that leaves the last layer, and their coefficients [rows, columns]. */
export interface HeadRows {
  readonly stream: Matrix;
  readonly columns: Matrix;
  /** Rows of both. */
  readonly source: Int32Array;
}

/** Writes the rows to the blocks and takes them through the norm. */
function enter({ kernels, config, shape, base, at }: HeadPassArgs, { stream, columns, source }: HeadRows): HeadBlocks {
  const rows = headBlocks(at, config, shape, source.length);
  source.forEach((token, m) => {
    kernels.row(rows.x, m).set(kernels.row(stream, token));
    kernels.row(rows.columns, m).set(kernels.row(columns, token));
  });
  kernels.norm(rows.x, base.norm, config.normEpsilon, rows.plain);
  return rows;
}

/**
 * @param temperature Logits are divided by it.
 * @returns log p of the targets, [rows], and its derivative for what the head's matrix reads, [rows, width]: (W[y] - sum_v p(v) W[v]) / T. No logits are
 * made twice.
 */
export function headForward(
  args: HeadPassArgs,
  rows: HeadRows,
  targets: Int32Array,
  temperature: number,
): { readonly logp: Float32Array; readonly slopes: Float32Array } {
  const { kernels, base, factors } = args;
  const entered = enter(args, rows);
  const { plain, state, logits, told, slope } = entered;
  const states = kernels.values(state);
  states.set(kernels.values(plain));
  if (factors) addLowRank(kernels, entered, plain, factors, state);
  for (let i = 0; i < states.length; i++) states[i] = (states[i] as number) / temperature;
  kernels.product(state, base.head, logits, { transposed: true });
  kernels.write(entered.targets, targets);
  kernels.softmax(logits, entered.targets, told);
  const logp = Float32Array.from(targets, (_, m) => {
    const [above, sum] = kernels.row(told, m) as unknown as readonly [number, number];
    return above - Math.log(sum);
  });
  kernels.product(logits, base.head, slope);
  const slopes = kernels.values(slope).slice();
  targets.forEach((target, m) => {
    kernels.row(base.head, target).forEach((value, k) => {
      const i = m * slope.width + k;
      slopes[i] = (value - (slopes[i] as number)) / temperature;
    });
  });
  return { logp, slopes };
}

/**
 * Gradients of a trained head grow.
 * @param dState The derivative for what the head's matrix reads, [rows, width].
 * @returns that for the stream, [rows, width]; good until the next call.
 */
export function headBackward(args: HeadPassArgs, rows: HeadRows, dState: Float32Array): Float32Array {
  const { kernels, config, base, factors } = args;
  const entered = enter(args, rows);
  const { x, plain, slope, state: dPlain, dx } = entered;
  kernels.values(slope).set(dState);
  kernels.values(dPlain).set(dState);
  if (factors) lowRankBackward(kernels, entered, plain, factors, slope, dPlain);
  kernels.values(dx).fill(0);
  kernels.normBackward(x, base.norm, config.normEpsilon, dPlain, dx);
  return kernels.values(dx);
}
