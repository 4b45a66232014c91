import type { LlamaConfig } from '../arch/llama-config.ts';
import { floatToHalf } from '../files/float16.ts';
import { type BuiltGraph, GraphBuilder } from './graph-builder.ts';
import type { DataType } from './proto.ts';

/** Dense weights in the graph's precision, or quantised blocks of 32 for MatMulNBits. */
export type WeightFormat = 'dense' | 'blocks8' | 'blocks4';
export type Precision = 'f32' | 'f16';

/** A GGUF tensor that is (part of) a fused linear. `heads`: its rows are in interleaved RoPE order and must be put back. */
export interface LinearPart {
  readonly tensor: string;
  readonly heads?: number;
}

/** What a tensor of the external file holds. */
export type WeightRecipe =
  | { readonly kind: 'vector'; readonly tensor: string }
  /** [out, in] as the GGUF has it. */
  | { readonly kind: 'table'; readonly tensor: string }
  /** The parts joined along their outputs, [in, out]. */
  | { readonly kind: 'dense'; readonly parts: readonly LinearPart[] }
  /** The parts joined along their outputs: codes, scales and, for 4 bits, zero points. */
  | { readonly kind: 'blocks'; readonly bits: 4 | 8; readonly parts: readonly LinearPart[] }
  /** A matrix of the bank. */
  | { readonly kind: 'bank'; readonly hook: string; readonly matrix: 'a' | 'b' | 'biases' }
  /** The bank's reward head. */
  | { readonly kind: 'reward-head' };

/** Which rank columns and biases of which slots a linear carries: the slot of each. By hook name, see `hookName`. */
export interface BankLayout {
  readonly slots: readonly string[];
  readonly hooks: ReadonlyMap<string, { readonly columns: readonly number[]; readonly biases?: { readonly columns: readonly number[] } }>;
  readonly rewardHead?: unknown;
}

export const LAYER_HOOKS = ['qkv', 'o', 'gateUp', 'down'] as const;
export type LayerHook = (typeof LAYER_HOOKS)[number];
export const HEAD_HOOK = 'head';

/** Name of a layer's linear, in the graph and in the bank. */
export function hookName(layer: number, hook: LayerHook): string {
  return `layers.${layer}.${hook}`;
}

export interface GraphOptions {
  readonly weights: WeightFormat;
  readonly precision: Precision;
  readonly bank?: BankLayout;
  /** Longest sequence, in tokens: length of the rotary tables. */
  readonly context: number;
  /** Where token embeddings are looked up: by the caller ('host'; the graph takes vectors) or in the graph ('graph'; it takes ids). */
  readonly embedding: 'host' | 'graph';
}

const WEIGHT_BLOCK = 32;

function gridOf(context: number, config: LlamaConfig, turn: (angle: number) => number): Float32Array {
  const half = config.headSize / 2;
  const grid = new Float32Array(context * half);
  for (let position = 0; position < context; position++) {
    for (let i = 0; i < half; i++) grid[position * half + i] = turn((position / config.ropeScale) * config.ropeBase ** (-i / half));
  }
  return grid;
}

/**
 * The graph of a Llama-architecture model with an adapter bank, as ONNX Runtime runs it.
 *
 * Inputs: `embeddings` [batch, sequence, width] or `tokens` [batch, sequence]; `lengths` int32 [batch], tokens of each row including
 * this call's, less 1; `total` int32, the longest row including this call's; `logit_index` int64 [n], flat positions batch * sequence
 * whose logits are wanted; `past_key.L`, `past_value.L` [batch, kv heads, past, head]; with a bank `coefficients` [batch, slots];
 * with a bank at the head `logit_row` int64 [n], the row of each wanted position.
 * Outputs: `logits` float32 [n, vocabulary], `present_key.L`, `present_value.L`; with a reward head `reward` float32 [n, 1], its value at
 * each wanted position.
 */
export function buildLlamaGraph(config: LlamaConfig, options: GraphOptions): BuiltGraph<WeightRecipe> {
  const { bank, precision, weights } = options;
  const { layers, width, heads, keyValueHeads, headSize, mlp, vocabulary } = config;
  const graph = new GraphBuilder<WeightRecipe>('llama', 'weights.bin');
  const real: DataType = precision === 'f16' ? 'float16' : 'float32';
  const toReal = (values: Float32Array): Float32Array | Uint16Array =>
    precision === 'f16' ? Uint16Array.from(values, floatToHalf) : values;
  const cast = (value: string, type: 'float32' | 'float16'): string =>
    precision === 'f32'
      ? value
      : graph.node('Cast', `${value}.${type}`, [value], { attributes: { to: { int: type === 'float16' ? 10 : 1 } } });

  const linear = (name: string, input: string, parts: readonly LinearPart[], inputs: number, outputs: number): string => {
    if (weights === 'dense') {
      const dense = graph.external({ kind: 'dense', parts }, [{ name: `${name}.weight`, type: real, dims: [inputs, outputs] }]);
      return graph.node('MatMul', `${name}.base`, [input, ...dense]);
    }
    const bits = weights === 'blocks8' ? 8 : 4;
    const blocks = inputs / WEIGHT_BLOCK;
    const tensors = graph.external({ kind: 'blocks', bits, parts }, [
      { name: `${name}.codes`, type: 'uint8', dims: [outputs, blocks, (WEIGHT_BLOCK * bits) / 8] },
      { name: `${name}.scales`, type: real, dims: [outputs, blocks] },
      // 8-bit blocks are symmetric around 128, which is what an absent zero point means.
      ...(bits === 4 ? [{ name: `${name}.zeros`, type: 'uint8', dims: [outputs, Math.ceil(blocks / 2)] } as const] : []),
    ]);
    return graph.node('MatMulNBits', `${name}.base`, [input, ...tensors], {
      attributes: {
        K: { int: inputs },
        N: { int: outputs },
        bits: { int: bits },
        block_size: { int: WEIGHT_BLOCK },
        accuracy_level: { int: 0 },
      },
    });
  };

  const coefficients = bank && cast(graph.input('coefficients', 'float32', ['batch', bank.slots.length]), 'float16');
  const expanded = new Map<string, string>();
  /** Coefficients of every rank column, [batch, columns]; hooks of the same layout share them. */
  const expand = (columns: readonly number[]): string => {
    const key = columns.join();
    const known = expanded.get(key);
    if (known) return known;
    const slots = bank?.slots.length ?? 0;
    const ones = new Float32Array(slots * columns.length);
    columns.forEach((slot, column) => {
      ones[slot * columns.length + column] = 1;
    });
    const name = `columns.${expanded.size}`;
    const expansion = graph.constant(`${name}.expansion`, real, [slots, columns.length], toReal(ones));
    expanded.set(key, graph.node('MatMul', name, [coefficients as string, expansion]));
    return name;
  };
  let axis: string | undefined;
  const axis1 = (): string => {
    axis ??= graph.constant('axis1', 'int64', [1], BigInt64Array.of(1n));
    return axis;
  };
  /** Coefficients shaped to broadcast over a sequence, [batch, 1, columns]. */
  const overSequence = (columns: readonly number[]): string => {
    const key = `sequence ${columns.join()}`;
    const known = expanded.get(key);
    if (known) return known;
    const flat = expand(columns);
    expanded.set(key, graph.node('Unsqueeze', `${flat}.sequence`, [flat, axis1()]));
    return `${flat}.sequence`;
  };
  /** y + ((x · A) * c) · B + c · biases where the bank hooks this linear, else y. */
  const hooked = (
    name: string,
    x: string,
    y: string,
    inputs: number,
    outputs: number,
    scale: (columns: readonly number[]) => string,
  ): string => {
    const hook = bank?.hooks.get(name);
    if (!hook) return y;
    const matrix = (which: 'a' | 'b' | 'biases', dims: readonly number[]): string =>
      graph.external({ kind: 'bank', hook: name, matrix: which }, [{ name: `${name}.${which}`, type: real, dims }])[0] as string;
    let sum = y;
    const rank = hook.columns.length;
    if (rank > 0) {
      const down = graph.node('MatMul', `${name}.down`, [x, matrix('a', [inputs, rank])]);
      const scaled = graph.node('Mul', `${name}.scaled`, [down, scale(hook.columns)]);
      const delta = graph.node('MatMul', `${name}.delta`, [scaled, matrix('b', [rank, outputs])]);
      sum = graph.node('Add', name, [sum, delta]);
    }
    if (hook.biases) {
      const { columns } = hook.biases;
      const bias = graph.node('MatMul', `${name}.bias`, [scale(columns), matrix('biases', [columns.length, outputs])]);
      sum = graph.node('Add', `${name}.biased`, [sum, bias]);
    }
    return sum;
  };

  const lengths = graph.input('lengths', 'int32', ['batch']);
  const total = graph.input('total', 'int32', [1]);
  const logitIndex = graph.input('logit_index', 'int64', ['wanted']);
  const half = headSize / 2;
  const cos = graph.constant('cos', real, [options.context, half], toReal(gridOf(options.context, config, Math.cos)));
  const sin = graph.constant('sin', real, [options.context, half], toReal(gridOf(options.context, config, Math.sin)));

  const vector = (tensor: string, name: string): string =>
    graph.external({ kind: 'vector', tensor }, [{ name, type: real, dims: [width] }])[0] as string;
  const epsilon = { epsilon: { float: config.normEpsilon } };

  let embeddings: string;
  if (options.embedding === 'graph') {
    const [table] = graph.external({ kind: 'table', tensor: 'token_embd.weight' }, [
      { name: 'embedding', type: real, dims: [vocabulary, width] },
    ]);
    embeddings = graph.node('Gather', 'embedded', [table as string, graph.input('tokens', 'int64', ['batch', 'sequence'])]);
  } else {
    embeddings = cast(graph.input('embeddings', 'float32', ['batch', 'sequence', width]), 'float16');
  }

  // The first norm has nothing to skip from. Written out in standard operators, once, as SimplifiedLayerNormalization is none.
  const wide = cast(embeddings, 'float32');
  const mean = graph.node('ReduceMean', 'first.mean', [
    graph.node('Mul', 'first.square', [wide, wide]),
    graph.constant('axis2', 'int64', [1], BigInt64Array.of(2n)),
  ]);
  const shifted = graph.node('Add', 'first.shifted', [
    mean,
    graph.constant('epsilon', 'float32', [1], Float32Array.of(config.normEpsilon)),
  ]);
  const unit = cast(graph.node('Div', 'first.unit', [wide, graph.node('Sqrt', 'first.root', [shifted])]), 'float16');
  let normed = graph.node('Mul', 'first.normed', [unit, vector('blk.0.attn_norm.weight', 'layers.0.norm1')]);
  let stream = embeddings;
  const skipNorm = (name: string, delta: string, tensor: string): string => {
    const gamma = vector(tensor, name);
    const previous = stream;
    stream = `${name}.stream`;
    return graph.node('SkipSimplifiedLayerNormalization', `${name}.normed`, [previous, delta, gamma], {
      attributes: epsilon,
      outputs: [`${name}.normed`, '', '', stream],
    });
  };

  for (let layer = 0; layer < layers; layer++) {
    const block = `blk.${layer}`;
    const linearWithBank = (hook: LayerHook, x: string, tensors: readonly LinearPart[], inputs: number, outputs: number): string => {
      const name = hookName(layer, hook);
      return hooked(name, x, linear(name, x, tensors, inputs, outputs), inputs, outputs, overSequence);
    };
    const inner = heads * headSize;
    const keyValue = keyValueHeads * headSize;
    const qkv = linearWithBank(
      'qkv',
      normed,
      [
        { tensor: `${block}.attn_q.weight`, heads },
        { tensor: `${block}.attn_k.weight`, heads: keyValueHeads },
        { tensor: `${block}.attn_v.weight` },
      ],
      width,
      inner + 2 * keyValue,
    );
    const cacheShape = (length: string) => ['batch', keyValueHeads, length, headSize];
    const pastKey = graph.input(`past_key.${layer}`, real, cacheShape('past'));
    const pastValue = graph.input(`past_value.${layer}`, real, cacheShape('past'));
    graph.output(`present_key.${layer}`, real, cacheShape('present'));
    graph.output(`present_value.${layer}`, real, cacheShape('present'));
    const attended = graph.node(
      'GroupQueryAttention',
      `layers.${layer}.attention`,
      [qkv, '', '', pastKey, pastValue, lengths, total, cos, sin],
      {
        attributes: {
          num_heads: { int: heads },
          kv_num_heads: { int: keyValueHeads },
          do_rotary: { int: 1 },
          rotary_interleaved: { int: 0 },
        },
        outputs: [`layers.${layer}.attention`, `present_key.${layer}`, `present_value.${layer}`],
      },
    );
    const o = linearWithBank('o', attended, [{ tensor: `${block}.attn_output.weight` }], inner, width);
    const mlpInput = skipNorm(`layers.${layer}.norm2`, o, `${block}.ffn_norm.weight`);
    const gateUp = linearWithBank(
      'gateUp',
      mlpInput,
      [{ tensor: `${block}.ffn_gate.weight` }, { tensor: `${block}.ffn_up.weight` }],
      width,
      2 * mlp,
    );
    const gate = `layers.${layer}.gate`;
    const up = `layers.${layer}.up`;
    graph.node('Split', `layers.${layer}.split`, [gateUp], {
      attributes: { axis: { int: -1 }, num_outputs: { int: 2 } },
      outputs: [gate, up],
    });
    // x * sigmoid(1 * x): SiLU in one node.
    const activated = graph.node('QuickGelu', `layers.${layer}.silu`, [gate], { attributes: { alpha: { float: 1 } } });
    const product = graph.node('Mul', `layers.${layer}.product`, [activated, up]);
    const down = linearWithBank('down', product, [{ tensor: `${block}.ffn_down.weight` }], mlp, width);
    const last = layer === layers - 1;
    normed = skipNorm(last ? 'norm' : `layers.${layer + 1}.norm1`, down, last ? 'output_norm.weight' : `blk.${layer + 1}.attn_norm.weight`);
  }

  const flat = graph.node('Reshape', 'norm.flat', [normed, graph.constant('flat', 'int64', [2], BigInt64Array.of(-1n, BigInt(width)))]);
  const wanted = graph.node('Gather', 'norm.wanted', [flat, logitIndex]);
  const base = linear(HEAD_HOOK, wanted, [{ tensor: config.tied ? 'token_embd.weight' : 'output.weight' }], width, vocabulary);
  let row: string | undefined;
  const perWanted = (columns: readonly number[]): string => {
    const flatColumns = expand(columns);
    row ??= graph.input('logit_row', 'int64', ['wanted']);
    return graph.node('Gather', `${flatColumns}.wanted`, [flatColumns, row]);
  };
  const logits = hooked(HEAD_HOOK, wanted, base, width, vocabulary, perWanted);
  graph.node(precision === 'f16' ? 'Cast' : 'Identity', 'logits', [logits], precision === 'f16' ? { attributes: { to: { int: 1 } } } : {});
  graph.output('logits', 'float32', ['wanted', vocabulary]);
  if (bank?.rewardHead) {
    const [head] = graph.external({ kind: 'reward-head' }, [{ name: 'reward.head', type: real, dims: [width, 1] }]);
    const value = graph.node('MatMul', 'reward.value', [wanted, head as string]);
    graph.node(precision === 'f16' ? 'Cast' : 'Identity', 'reward', [value], precision === 'f16' ? { attributes: { to: { int: 1 } } } : {});
    graph.output('reward', 'float32', ['wanted', 1]);
  }
  return graph.build();
}
