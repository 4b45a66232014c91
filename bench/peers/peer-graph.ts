/**
 * The ONNX graph that `@huggingface/transformers` runs, as the model builder of ONNX Runtime GenAI makes it: packed q/k/v, rotary embedding inside
 * GroupQueryAttention, separate gate and up projections. It takes `input_ids`, `attention_mask`, `num_logits_to_keep`, `past_key_values.*` and
 * gives `logits`, `present.*`. That is the strongest export that the peer has, and it has no bank.
 */
import type { LinearPart } from '../../src/lm/arch/linears.ts';
import type { LlamaConfig } from '../../src/lm/arch/llama-config.ts';
import { type BuiltGraph, GraphBuilder } from '../../src/lm/graph/graph-builder.ts';
import type { WeightRecipe } from '../../src/lm/graph/llama-graph.ts';

/** The peer's names: fp32, dynamic int8 (its default on WASM), 4-bit blocks. */
export type PeerDtype = 'fp32' | 'q8' | 'q4';

/** The linear's weights as uint8 around 128, one scale a tensor: what the dynamic quantiser of ONNX Runtime writes. */
export interface Int8Recipe {
  readonly kind: 'int8';
  readonly parts: readonly LinearPart[];
  readonly inputs: number;
  readonly outputs: number;
}

export type PeerRecipe = WeightRecipe | Int8Recipe;

/** File name of a dtype's model, by the peer's convention. */
export const PEER_FILES: Readonly<Record<PeerDtype, string>> = { fp32: 'model.onnx', q8: 'model_quantized.onnx', q4: 'model_q4.onnx' };

const BLOCK = 32;
const INT64_MAX = 2n ** 63n - 1n;

function rotaryGrid(config: LlamaConfig, context: number, turn: (angle: number) => number): Float32Array {
  const half = config.headSize / 2;
  return Float32Array.from({ length: context * half }, (_, i) => turn(Math.floor(i / half) * config.ropeBase ** (-(i % half) / half)));
}

/** Builds the graph; `context` is the length of the rotary tables, in tokens. */
export function buildPeerGraph(config: LlamaConfig, dtype: PeerDtype, context: number): BuiltGraph<PeerRecipe> {
  const { layers, width, heads, keyValueHeads, headSize, mlp, vocabulary } = config;
  const graph = new GraphBuilder<PeerRecipe>('llama', `${PEER_FILES[dtype]}_data`);
  const int64 = (name: string, ...values: bigint[]): string => graph.constant(name, 'int64', [values.length], BigInt64Array.from(values));

  const int8Linear = (name: string, input: string, parts: readonly LinearPart[], inputs: number, outputs: number): string => {
    const [codes, scale, zero] = graph.external({ kind: 'int8', parts, inputs, outputs }, [
      { name: `${name}.codes`, type: 'uint8', dims: [inputs, outputs] },
      { name: `${name}.scale`, type: 'float32', dims: [] },
      { name: `${name}.zero`, type: 'uint8', dims: [] },
    ]) as [string, string, string];
    const quantised = [`${name}.input`, `${name}.input.scale`, `${name}.input.zero`] as const;
    graph.node('DynamicQuantizeLinear', `${name}.quantise`, [input], { outputs: quantised });
    const product = graph.node('MatMulInteger', `${name}.integer`, [quantised[0], codes, quantised[2], zero]);
    const real = graph.node('Cast', `${name}.real`, [product], { attributes: { to: { int: 1 } } });
    return graph.node('Mul', name, [real, graph.node('Mul', `${name}.scales`, [quantised[1], scale])]);
  };
  const linear = (name: string, input: string, parts: readonly LinearPart[], inputs: number, outputs: number): string => {
    if (dtype === 'q8') return int8Linear(name, input, parts, inputs, outputs);
    if (dtype === 'fp32') {
      const weight = graph.external({ kind: 'dense', parts }, [{ name: `${name}.weight`, type: 'float32', dims: [inputs, outputs] }]);
      return graph.node('MatMul', name, [input, ...weight]);
    }
    const blocks = inputs / BLOCK;
    const tensors = graph.external({ kind: 'blocks', bits: 4, parts }, [
      { name: `${name}.codes`, type: 'uint8', dims: [outputs, blocks, BLOCK / 2] },
      { name: `${name}.scales`, type: 'float32', dims: [outputs, blocks] },
      { name: `${name}.zeros`, type: 'uint8', dims: [outputs, Math.ceil(blocks / 2)] },
    ]);
    return graph.node('MatMulNBits', name, [input, ...tensors], {
      attributes: { K: { int: inputs }, N: { int: outputs }, bits: { int: 4 }, block_size: { int: BLOCK } },
    });
  };
  const vector = (name: string, tensor: string): string =>
    graph.external({ kind: 'vector', tensor }, [{ name, type: 'float32', dims: [width] }])[0] as string;

  const ids = graph.input('input_ids', 'int64', ['batch_size', 'sequence_length']);
  const mask = graph.input('attention_mask', 'int64', ['batch_size', 'total_sequence_length']);
  const keep = graph.input('num_logits_to_keep', 'int64', []);
  const one = int64('one', 1n);
  const count = graph.node('ReduceSum', 'mask.count', [mask, one], { attributes: { keepdims: { int: 0 } } });
  const lengths = graph.node('Cast', 'lengths', [graph.node('Sub', 'mask.last', [count, one])], { attributes: { to: { int: 6 } } });
  const longest = graph.node('Gather', 'mask.length', [graph.node('Shape', 'mask.shape', [mask]), one]);
  const total = graph.node('Cast', 'total', [longest], { attributes: { to: { int: 6 } } });
  const grid = [context, headSize / 2];
  const cos = graph.constant('cos', 'float32', grid, rotaryGrid(config, context, Math.cos));
  const sin = graph.constant('sin', 'float32', grid, rotaryGrid(config, context, Math.sin));

  const [table] = graph.external({ kind: 'table', tensor: 'token_embd.weight' }, [
    { name: 'embedding', type: 'float32', dims: [vocabulary, width] },
  ]) as [string];
  let stream = graph.node('Gather', 'embedded', [table, ids]);
  const epsilon = { epsilon: { float: config.normEpsilon } };
  let normed = graph.node('SimplifiedLayerNormalization', 'first', [stream, vector('first.norm', 'blk.0.attn_norm.weight')], {
    attributes: { ...epsilon, axis: { int: -1 }, stash_type: { int: 1 } },
  });
  const skipNorm = (name: string, delta: string, tensor: string): string => {
    const inputs = [stream, delta, vector(`${name}.norm`, tensor)];
    stream = `${name}.stream`;
    return graph.node('SkipSimplifiedLayerNormalization', name, inputs, { attributes: epsilon, outputs: [name, '', '', stream] });
  };

  const inner = heads * headSize;
  const packed = inner + 2 * keyValueHeads * headSize;
  const cache = (length: string) => ['batch_size', keyValueHeads, length, headSize];
  for (let layer = 0; layer < layers; layer++) {
    const name = `layers.${layer}`;
    const block = `blk.${layer}`;
    const parts = [
      { tensor: `${block}.attn_q.weight`, heads },
      { tensor: `${block}.attn_k.weight`, heads: keyValueHeads },
      { tensor: `${block}.attn_v.weight` },
    ];
    const qkv = linear(`${name}.qkv`, normed, parts, width, packed);
    const past = ['key', 'value'].map((kind) => graph.input(`past_key_values.${layer}.${kind}`, 'float32', cache('past_sequence_length')));
    const present = ['key', 'value'].map((kind) => `present.${layer}.${kind}`);
    for (const output of present) graph.output(output, 'float32', cache('total_sequence_length'));
    const attended = graph.node('GroupQueryAttention', `${name}.attention`, [qkv, '', '', ...past, lengths, total, cos, sin], {
      attributes: {
        num_heads: { int: heads },
        kv_num_heads: { int: keyValueHeads },
        do_rotary: { int: 1 },
        rotary_interleaved: { int: 0 },
      },
      outputs: [`${name}.attention`, ...present],
    });
    const o = linear(`${name}.o`, attended, [{ tensor: `${block}.attn_output.weight` }], inner, width);
    const middle = skipNorm(`${name}.middle`, o, `${block}.ffn_norm.weight`);
    const gate = linear(`${name}.gate`, middle, [{ tensor: `${block}.ffn_gate.weight` }], width, mlp);
    const up = linear(`${name}.up`, middle, [{ tensor: `${block}.ffn_up.weight` }], width, mlp);
    const silu = graph.node('Mul', `${name}.silu`, [gate, graph.node('Sigmoid', `${name}.sigmoid`, [gate])]);
    const product = graph.node('Mul', `${name}.product`, [silu, up]);
    const down = linear(`${name}.down`, product, [{ tensor: `${block}.ffn_down.weight` }], mlp, width);
    normed = skipNorm(`${name}.end`, down, layer === layers - 1 ? 'output_norm.weight' : `blk.${layer + 1}.attn_norm.weight`);
  }

  const start = graph.node('Reshape', 'keep.start', [graph.node('Neg', 'keep.negative', [keep]), one]);
  const wanted = graph.node('Slice', 'wanted', [normed, start, int64('end', INT64_MAX), one]);
  linear('logits', wanted, [{ tensor: config.tied ? 'token_embd.weight' : 'output.weight' }], width, vocabulary);
  graph.output('logits', 'float32', ['batch_size', 'kept', vocabulary]);
  return graph.build();
}
