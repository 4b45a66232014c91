import { EngineError } from '../errors.ts';
import type { GgufFile } from '../files/gguf.ts';

/** The shape of a Llama-architecture model. */
export interface LlamaConfig {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  /** Values of one head. */
  readonly headSize: number;
  /** Width of the MLP. */
  readonly mlp: number;
  readonly vocabulary: number;
  /** Base of the rotary frequencies. */
  readonly ropeBase: number;
  readonly normEpsilon: number;
  /** Longest sequence that the model was trained for, in tokens. */
  readonly context: number;
  /** True when the head is the transposed token embedding. */
  readonly tied: boolean;
}

/**
 * Reads the shape of the model from a GGUF's metadata.
 * @throws EngineError 'unsupported-model' for another architecture, scaled RoPE, attention biases, or a missing field, by name.
 */
export function llamaConfig({ metadata, tensors }: GgufFile): LlamaConfig {
  const architecture = metadata['general.architecture'];
  if (architecture !== 'llama') throw new EngineError('unsupported-model', `the model's architecture is ${architecture}, expected llama`);
  const number = (key: string, fallback?: number): number => {
    const value = metadata[`llama.${key}`] ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new EngineError('unsupported-model', `metadata llama.${key} is ${value}, expected a number`);
  };
  const embedding = tensors.get('token_embd.weight');
  if (!embedding) throw new EngineError('unsupported-model', 'tensor token_embd.weight is missing');
  for (const unsupported of ['blk.0.attn_q.bias', 'rope_freqs.weight', 'blk.0.ffn_gate_inp.weight']) {
    if (tensors.has(unsupported))
      throw new EngineError('unsupported-model', `tensor ${unsupported} is not supported, expected a plain Llama model`);
  }
  const scaling = metadata['llama.rope.scaling.type'];
  if (scaling !== undefined && scaling !== 'none')
    throw new EngineError('unsupported-model', `RoPE scaling ${scaling} is not supported, expected none`);

  const width = number('embedding_length');
  const heads = number('attention.head_count');
  const headSize = width / heads;
  if (number('rope.dimension_count', headSize) !== headSize) {
    throw new EngineError(
      'unsupported-model',
      `RoPE turns ${number('rope.dimension_count')} of ${headSize} values of a head, expected all`,
    );
  }
  return {
    layers: number('block_count'),
    width,
    heads,
    keyValueHeads: number('attention.head_count_kv', heads),
    headSize,
    mlp: number('feed_forward_length'),
    vocabulary: embedding.shape[0] as number,
    ropeBase: number('rope.freq_base', 10_000),
    normEpsilon: number('attention.layer_norm_rms_epsilon'),
    context: number('context_length'),
    tied: !tensors.has('output.weight'),
  };
}
