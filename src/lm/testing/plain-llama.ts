import type { Adapter } from '../adapters/peft.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { TINY, type TINY_MODULES } from './tiny-llama.ts';

/** A model written out by the book, in float64: one token after the other, no cache, no batch, no fused linear. What the graph is held against. */

type Vector = readonly number[];

/** An adapter and its coefficient. */
export interface PlainSlot {
  readonly adapter: Adapter;
  readonly coefficient: number;
}

const dot = (a: Vector, b: Vector) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
const add = (a: Vector, b: Vector) => a.map((value, i) => value + (b[i] as number));
const silu = (x: number) => x / (1 + Math.exp(-x));

/** With gains of 1. */
function norm(x: Vector, { normEpsilon }: LlamaConfig): Vector {
  const scale = 1 / Math.sqrt(dot(x, x) / x.length + normEpsilon);
  return x.map((value) => value * scale);
}

function multiply(matrix: Float32Array, x: Vector): Vector {
  const rows = matrix.length / x.length;
  return Array.from({ length: rows }, (_, row) => dot([...matrix.subarray(row * x.length, (row + 1) * x.length)], x));
}

/** The first half of a head turns with the second. */
function rotate(x: Vector, position: number, { ropeBase, ropeScale }: LlamaConfig): Vector {
  const half = x.length / 2;
  return x.map((value, i) => {
    const angle = (position / ropeScale) * ropeBase ** (-(i % half) / half);
    const partner = x[(i + half) % x.length] as number;
    return value * Math.cos(angle) + (i < half ? -partner : partner) * Math.sin(angle);
  });
}

function headOf(x: Vector, head: number, headSize: number): Vector {
  return x.slice(head * headSize, (head + 1) * headSize);
}

/** W x, and what the slots add to it: coefficient * scale * (B A x + bias). */
function adapted(weights: ReadonlyMap<string, Float32Array>, slots: readonly PlainSlot[], path: string, x: Vector): Vector {
  let y = multiply(weights.get(path) as Float32Array, x);
  for (const { adapter, coefficient } of slots) {
    const pair = adapter.get(path);
    if (!pair) continue;
    const delta = add(multiply(pair.b, multiply(pair.a, x)), [...(pair.bias ?? new Float32Array(y.length))]);
    const scaled = delta.map((value) => coefficient * pair.scale * value);
    y = add(y, scaled);
  }
  return y;
}

/** Hidden states after the last norm, [tokens][width]. */
export function plainHidden(
  weights: ReadonlyMap<string, Float32Array>,
  tokens: readonly number[],
  slots: readonly PlainSlot[] = [],
  config = TINY,
): Vector[] {
  const { layers, heads, keyValueHeads, headSize, width } = config;
  const linear = (path: string, x: Vector) => adapted(weights, slots, path, x);
  const embedding = weights.get('embedding') as Float32Array;
  let stream: Vector[] = tokens.map((token) => [...embedding.subarray(token * width, (token + 1) * width)]);
  for (let layer = 0; layer < layers; layer++) {
    const at = (module: keyof typeof TINY_MODULES) => `layers.${layer}.${module}`;
    const inputs = stream.map((x) => norm(x, config));
    const queries = inputs.map((x) => linear(at('q_proj'), x));
    const keys = inputs.map((x) => linear(at('k_proj'), x));
    const values = inputs.map((x) => linear(at('v_proj'), x));
    const attended = tokens.map((_, position) =>
      Array.from({ length: heads }, (_, head) => {
        const shared = Math.floor(head / (heads / keyValueHeads));
        const query = rotate(headOf(queries[position] as Vector, head, headSize), position, config);
        const seen = keys
          .slice(0, position + 1)
          .map((key, i) => dot(query, rotate(headOf(key, shared, headSize), i, config)) / Math.sqrt(headSize));
        const masses = seen.map((score) => Math.exp(score - Math.max(...seen)));
        const total = masses.reduce((sum, mass) => sum + mass, 0);
        return masses
          .map((mass, i) => headOf(values[i] as Vector, shared, headSize).map((value) => (mass / total) * value))
          .reduce((sum, part) => add(sum, part));
      }).flat(),
    );
    stream = stream.map((x, position) => {
      const mid = add(x, linear(at('o_proj'), attended[position] as Vector));
      const normed = norm(mid, config);
      const up = linear(at('up_proj'), normed);
      const product = linear(at('gate_proj'), normed).map((value, i) => silu(value) * (up[i] as number));
      return add(mid, linear(at('down_proj'), product));
    });
  }
  return stream.map((x) => norm(x, config));
}

/** Logits, [tokens][vocabulary]. */
export function plainLogits(
  weights: ReadonlyMap<string, Float32Array>,
  tokens: readonly number[],
  slots: readonly PlainSlot[] = [],
  config = TINY,
): Vector[] {
  return plainHidden(weights, tokens, slots, config).map((hidden) => adapted(weights, slots, 'lm_head', hidden));
}
