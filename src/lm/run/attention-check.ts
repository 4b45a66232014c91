/**
 * Is this backend's attention right? Its operator alone, on values made here, against the same sum written out. A model's logits say it only
 * where its weights let attention matter and half precision leaves room to see it; here a wrong one is a hundred times the rounding.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { floatToHalf, halfToFloat } from '../files/float16.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import type { Precision } from '../graph/llama-graph.ts';
import type { OrtRuntime } from './ort-runtime.ts';

export type Heads = Pick<LlamaConfig, 'heads' | 'keyValueHeads' | 'headSize'>;

/** Past two of the tiles of 32 positions in which ONNX Runtime walks a prompt. */
export const POSITIONS = 80;
/** Largest difference that is rounding. Measured: 5e-7 in f32, 4e-3 in f16; where loops keep their variables 0.42. */
const LARGEST: Record<Precision, number> = { f32: 1e-3, f16: 2e-2 };

/** The graph of one attention operator, as the model's are, with rotary tables that turn by nothing. */
function attentionGraph({ heads, keyValueHeads, headSize }: Heads, precision: Precision): Uint8Array {
  const graph = new GraphBuilder<never>('attention', '');
  const real = precision === 'f16' ? 'float16' : 'float32';
  const cache = (length: string) => ['batch', keyValueHeads, length, headSize];
  const half = headSize / 2;
  const table = (name: string, value: number) => {
    const size = POSITIONS * half;
    const values = precision === 'f16' ? new Uint16Array(size).fill(floatToHalf(value)) : new Float32Array(size).fill(value);
    return graph.constant(name, real, [POSITIONS, half], values);
  };
  const inputs = [
    graph.input('qkv', real, ['batch', 'sequence', (heads + 2 * keyValueHeads) * headSize]),
    '',
    '',
    graph.input('past_key', real, cache('past')),
    graph.input('past_value', real, cache('past')),
    graph.input('lengths', 'int32', ['batch']),
    graph.input('total', 'int32', [1]),
    table('cos', 1),
    table('sin', 0),
  ];
  graph.node('GroupQueryAttention', 'attended', inputs, {
    attributes: { num_heads: { int: heads }, kv_num_heads: { int: keyValueHeads }, do_rotary: { int: 1 }, rotary_interleaved: { int: 0 } },
    outputs: ['attended', 'present_key', 'present_value'],
  });
  graph.output('attended', real, ['batch', 'sequence', heads * headSize]);
  graph.output('present_key', real, cache('present'));
  graph.output('present_value', real, cache('present'));
  return graph.build().model;
}

/** Queries, keys and values of every position, exact in half precision: [positions, (heads + 2 key-value heads) * head size] in [-2, 2). */
export function madeValues(count: number): Float32Array<ArrayBuffer> {
  let state = 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 22) / 256 - 2;
  });
}

/** Causal attention with grouped key-value heads, in double precision; [positions, heads * head size]. */
export function plainAttention(qkv: Float32Array, { heads, keyValueHeads, headSize }: Heads): Float64Array {
  const stride = (heads + 2 * keyValueHeads) * headSize;
  const out = new Float64Array(POSITIONS * heads * headSize);
  const value = (position: number, head: number, i: number) => qkv[position * stride + head * headSize + i] as number;
  for (let head = 0; head < heads; head++) {
    const key = heads + Math.floor((head * keyValueHeads) / heads);
    for (let query = 0; query < POSITIONS; query++) {
      const weights = Array.from({ length: query + 1 }, (_, position) => {
        let score = 0;
        for (let i = 0; i < headSize; i++) score += value(query, head, i) * value(position, key, i);
        return score / Math.sqrt(headSize);
      });
      const largest = Math.max(...weights);
      const powers = weights.map((score) => Math.exp(score - largest));
      const sum = powers.reduce((total, power) => total + power, 0);
      for (let i = 0; i < headSize; i++) {
        let mixed = 0;
        powers.forEach((power, position) => {
          mixed += power * value(position, key + keyValueHeads, i);
        });
        out[(query * heads + head) * headSize + i] = mixed / sum;
      }
    }
  }
  return out;
}

/** @throws EngineError 'backend' when the largest difference is larger than rounding makes it, or not a number. */
export function judgeAttention(worst: number, precision: Precision): void {
  if (worst <= LARGEST[precision]) return;
  const sentence = `Its attention is off by ${worst.toPrecision(2)}, at most ${LARGEST[precision]} is rounding.`;
  throw new EngineError('backend', `Self-check failed: ${sentence}`);
}

/**
 * A prefill of all positions but the last, and a step with the last.
 * @returns the largest difference.
 * @throws EngineError 'backend' when it is larger than rounding makes it, or not a number; errors of the runtime.
 */
export async function checkAttention(
  ort: OrtRuntime,
  provider: InferenceSession.ExecutionProviderConfig,
  config: Heads,
  precision: Precision,
): Promise<number> {
  const { heads, keyValueHeads, headSize } = config;
  const stride = (heads + 2 * keyValueHeads) * headSize;
  const qkv = madeValues(POSITIONS * stride);
  const expected = plainAttention(qkv, config);
  const real = (values: Float32Array, dims: readonly number[]) =>
    precision === 'f16' ? new ort.Tensor('float16', Uint16Array.from(values, floatToHalf), dims) : new ort.Tensor('float32', values, dims);
  const session = await ort.InferenceSession.create(attentionGraph(config, precision), {
    executionProviders: [provider],
    logSeverityLevel: 3,
  });
  try {
    const empty = () => real(new Float32Array(0), [1, keyValueHeads, 0, headSize]);
    let feeds: Readonly<Record<string, Tensor>> = { past_key: empty(), past_value: empty() };
    let worst = 0;
    for (const [from, to] of [
      [0, POSITIONS - 1],
      [POSITIONS - 1, POSITIONS],
    ] as const) {
      const results = await session.run({
        ...feeds,
        qkv: real(qkv.subarray(from * stride, to * stride), [1, to - from, stride]),
        lengths: new ort.Tensor('int32', Int32Array.of(to - 1), [1]),
        total: new ort.Tensor('int32', Int32Array.of(to), [1]),
      });
      const got = numbers((results.attended as Tensor).data);
      for (let i = 0; i < got.length; i++) {
        // Math.max keeps a NaN.
        worst = Math.max(worst, Math.abs((got[i] as number) - (expected[from * heads * headSize + i] as number)));
      }
      feeds = { past_key: results.present_key as Tensor, past_value: results.present_value as Tensor };
    }
    judgeAttention(worst, precision);
    return worst;
  } finally {
    await session.release();
  }
}

/** Where a runtime has Float16Array it hands that out, else the bits. */
function numbers(data: unknown): ArrayLike<number> {
  return data instanceof Uint16Array ? Float32Array.from(data, (bits) => halfToFloat[bits] as number) : (data as ArrayLike<number>);
}
