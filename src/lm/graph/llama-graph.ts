import type { BankReads } from '../arch/bank-reads.ts';
import { headLinear, type LayerHook, type LinearPart, layerLinear } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { floatToHalf } from '../files/float16.ts';
import { type BuiltGraph, GraphBuilder } from './graph-builder.ts';
import { adaptedLinear } from './linear.ts';
import type { DataType } from './proto.ts';

/** Dense weights in the graph's precision, or quantised blocks of 32 for MatMulNBits. */
export type WeightFormat = 'dense' | 'blocks8' | 'blocks4';
export type Precision = 'f32' | 'f16';

/** What a tensor of the external file holds. */
export type WeightRecipe =
  | { readonly kind: 'vector'; readonly tensor: string }
  /** [out, in] as the GGUF has it. */
  | { readonly kind: 'table'; readonly tensor: string }
  /** The parts joined along their outputs, [in, out]. */
  | { readonly kind: 'dense'; readonly parts: readonly LinearPart[] }
  /** The parts joined along their outputs: codes, scales and, for 4 bits, zero points. */
  | { readonly kind: 'blocks'; readonly bits: 4 | 8; readonly parts: readonly LinearPart[] };

export interface GraphOptions {
  readonly weights: WeightFormat;
  readonly precision: Precision;
  /** What the linears, and the last state, take of a bank as inputs. */
  readonly reads: BankReads;
  /** Where the weights are: constants in the external file, or inputs, so that several sessions can share them. */
  readonly weightsAre: 'constants' | 'inputs';
  /** Longest sequence, in tokens: length of the rotary tables. */
  readonly context: number;
  /** Where token embeddings are looked up: by the caller ('host'; the graph takes vectors) or in the graph ('graph'; it takes ids). */
  readonly embedding: 'host' | 'graph';
}

/** A graph in the making. */
export interface Draft {
  readonly graph: GraphBuilder<WeightRecipe>;
  readonly config: LlamaConfig;
  readonly options: GraphOptions;
  /** Type of weights and activations. */
  readonly real: DataType;
}

/**
 * The graph of a Llama-architecture model, as ONNX Runtime runs it. Activations are [tokens, width], tokens being all positions of all rows.
 *
 * Inputs: `embeddings` [tokens, width] or `tokens` [tokens]; `shape` int64 [3]: rows, positions of each, -1; `lengths` int32 [rows], tokens of
 * each row including this call's, less 1; `total` int32, the longest row including this call's; `logit_index` int64 [n], tokens of this call whose
 * logits are wanted; `past_key.L`, `past_value.L` [rows, kv heads, past, head].
 * Of a bank, for each hook h that is read `coefficients.h` [tokens, columns] (of the head [n, columns]) and `ones.h` [columns], for each linear l
 * `l.a` [in, columns] and `l.b` [columns, out]: see HookColumns; vectors alone have neither `ones.h` nor `l.a`; and `reward.head` [width, heads].
 * Outputs: `logits` float32 [n, vocabulary], `present_key.L`, `present_value.L`; with a reward `reward` float32 [n, heads], the heads' values at
 * each wanted position.
 */
export function buildLlamaGraph(config: LlamaConfig, options: GraphOptions): BuiltGraph<WeightRecipe> {
  const graph = new GraphBuilder<WeightRecipe>('llama', 'weights.bin', options.weightsAre === 'inputs');
  const draft: Draft = { graph, config, options, real: options.precision === 'f16' ? 'float16' : 'float32' };
  const positions = attentionInputs(draft);
  let stream = embeddings(draft);
  let normed = firstNorm(draft, stream);
  for (let layer = 0; layer < config.layers; layer++) {
    const o = attention(draft, layer, normed, positions);
    const middle = skipNorm(draft, `layers.${layer}.norm2`, stream, o, `blk.${layer}.ffn_norm.weight`);
    const down = gatedMlp(draft, layer, middle.normed);
    const last = layer === config.layers - 1;
    const [name, tensor] = last ? ['norm', 'output_norm.weight'] : [`layers.${layer + 1}.norm1`, `blk.${layer + 1}.attn_norm.weight`];
    ({ normed, stream } = skipNorm(draft, name, middle.stream, down, tensor));
  }
  outputs(draft, normed);
  return graph.build();
}

/** Values in the graph's precision. */
function reals({ options }: Draft, values: Float32Array): Float32Array | Uint16Array {
  return options.precision === 'f16' ? Uint16Array.from(values, floatToHalf) : values;
}

/** The value in another type, where that is not what it has. */
function cast({ graph, options }: Draft, value: string, type: 'float32' | 'float16'): string {
  if (options.precision === 'f32') return value;
  return graph.node('Cast', `${value}.${type}`, [value], { attributes: { to: { int: type === 'float16' ? 10 : 1 } } });
}

function vector({ graph, config, real }: Draft, tensor: string, name: string): string {
  return graph.external({ kind: 'vector', tensor }, [{ name, type: real, dims: [config.width] }])[0] as string;
}

function embeddings(draft: Draft): string {
  const { graph, config, options, real } = draft;
  if (options.embedding === 'host') return cast(draft, graph.input('embeddings', 'float32', ['tokens', config.width]), 'float16');
  const [table] = graph.external({ kind: 'table', tensor: 'token_embd.weight' }, [
    { name: 'embedding', type: real, dims: [config.vocabulary, config.width] },
  ]);
  return graph.node('Gather', 'embedded', [table as string, graph.input('tokens', 'int64', ['tokens'])]);
}

/** The first norm has nothing to skip from. Written out in standard operators, once, as SimplifiedLayerNormalization is none. */
function firstNorm(draft: Draft, x: string): string {
  const { graph, config } = draft;
  const wide = cast(draft, x, 'float32');
  const square = graph.node('Mul', 'first.square', [wide, wide]);
  const mean = graph.node('ReduceMean', 'first.mean', [square, graph.constant('axis1', 'int64', [1], BigInt64Array.of(1n))]);
  const epsilon = graph.constant('epsilon', 'float32', [1], Float32Array.of(config.normEpsilon));
  const root = graph.node('Sqrt', 'first.root', [graph.node('Add', 'first.shifted', [mean, epsilon])]);
  const unit = cast(draft, graph.node('Div', 'first.unit', [wide, root]), 'float16');
  return graph.node('Mul', 'first.normed', [unit, vector(draft, 'blk.0.attn_norm.weight', 'layers.0.norm1')]);
}

function skipNorm(draft: Draft, name: string, stream: string, delta: string, tensor: string): { normed: string; stream: string } {
  const sum = `${name}.stream`;
  const normed = draft.graph.node('SkipSimplifiedLayerNormalization', `${name}.normed`, [stream, delta, vector(draft, tensor, name)], {
    attributes: { epsilon: { float: draft.config.normEpsilon } },
    outputs: [`${name}.normed`, '', '', sum],
  });
  return { normed, stream: sum };
}

/** What attention needs to know of rows and positions, the same in every layer. */
interface Positions {
  readonly shape: string;
  readonly flat: string;
  readonly inputs: readonly string[];
}

function attentionInputs(draft: Draft): Positions {
  const { graph, config, options, real } = draft;
  const half = config.headSize / 2;
  const rates = Array.from({ length: half }, (_, i) => config.ropeBase ** (-i / half));
  const grid = (name: string, turn: (angle: number) => number): string => {
    const values = new Float32Array(options.context * half);
    for (let position = 0; position < options.context; position++) {
      for (const [i, rate] of rates.entries()) values[position * half + i] = turn((position / config.ropeScale) * rate);
    }
    return graph.constant(name, real, [options.context, half], reals(draft, values));
  };
  const lengths = graph.input('lengths', 'int32', ['rows']);
  const total = graph.input('total', 'int32', [1]);
  const flat = graph.constant('flat', 'int64', [2], BigInt64Array.of(-1n, BigInt(config.heads * config.headSize)));
  return {
    shape: graph.input('shape', 'int64', [3]),
    flat,
    inputs: [lengths, total, grid('cos', Math.cos), grid('sin', Math.sin)],
  };
}

function layerOf(draft: Draft, layer: number, hook: LayerHook, x: string): string {
  return adaptedLinear(draft, layerLinear(draft.config, layer, hook), x);
}

function attention(draft: Draft, layer: number, x: string, { shape, flat, inputs }: Positions): string {
  const { graph, config, real } = draft;
  const name = `layers.${layer}.attention`;
  const qkv = graph.node('Reshape', `${name}.rows`, [layerOf(draft, layer, 'qkv', x), shape]);
  const cache = (length: string) => ['rows', config.keyValueHeads, length, config.headSize];
  const past = [`past_key.${layer}`, `past_value.${layer}`].map((each) => graph.input(each, real, cache('past')));
  const present = [`present_key.${layer}`, `present_value.${layer}`];
  for (const each of present) graph.output(each, real, cache('present'));
  const attended = graph.node('GroupQueryAttention', name, [qkv, '', '', ...past, ...inputs], {
    attributes: {
      num_heads: { int: config.heads },
      kv_num_heads: { int: config.keyValueHeads },
      do_rotary: { int: 1 },
      rotary_interleaved: { int: 0 },
    },
    outputs: [name, ...present],
  });
  return layerOf(draft, layer, 'o', graph.node('Reshape', `${name}.tokens`, [attended, flat]));
}

function gatedMlp(draft: Draft, layer: number, x: string): string {
  const { graph } = draft;
  const name = `layers.${layer}`;
  const parts = [`${name}.gate`, `${name}.up`] as const;
  graph.node('Split', `${name}.split`, [layerOf(draft, layer, 'gateUp', x)], {
    attributes: { axis: { int: -1 }, num_outputs: { int: 2 } },
    outputs: parts,
  });
  // x * sigmoid(1 * x): SiLU in one node.
  const activated = graph.node('QuickGelu', `${name}.silu`, [parts[0]], { attributes: { alpha: { float: 1 } } });
  return layerOf(draft, layer, 'down', graph.node('Mul', `${name}.product`, [activated, parts[1]]));
}

function outputs(draft: Draft, normed: string): void {
  const { graph, config, options, real } = draft;
  /** Single precision, whatever the graph computes in. */
  const output = (name: string, value: string, size: number | string): void => {
    if (options.precision === 'f16') graph.node('Cast', name, [value], { attributes: { to: { int: 1 } } });
    else graph.node('Identity', name, [value]);
    graph.output(name, 'float32', ['wanted', size]);
  };
  const wanted = graph.node('Gather', 'norm.wanted', [normed, graph.input('logit_index', 'int64', ['wanted'])]);
  output('logits', adaptedLinear(draft, headLinear(config), wanted), config.vocabulary);
  if (!options.reads.reward) return;
  const head = graph.input('reward.head', real, [config.width, 'heads']);
  output('reward', graph.node('MatMul', 'reward.value', [wanted, head]), 'heads');
}
