import { EngineError } from '../errors.ts';
import type { GgufFile, GgufMetadata } from '../files/gguf.ts';
import { showValue } from '../show-value.ts';
import { checkKeys, llamaNumbers, refuseKey } from './llama-metadata.ts';
import { checkTensors } from './llama-tensors.ts';

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
  /** What positions are divided by before they turn (linear RoPE scaling); 1 unless a model was stretched. */
  readonly ropeScale: number;
  readonly normEpsilon: number;
  /** Longest sequence that the model was trained for, in tokens. */
  readonly context: number;
  /** True when the head is the transposed token embedding. */
  readonly tied: boolean;
}

/** Linear scaling's factor; 1 without scaling. A factor without a type is linear, as in llama.cpp; `scale_linear` is its old name. */
function ropeScale(metadata: GgufMetadata): number {
  const type = metadata['llama.rope.scaling.type'] ?? 'linear';
  if (type === 'none') return 1;
  if (type !== 'linear') {
    throw new EngineError(
      'unsupported-model',
      `RoPE scaling ${showValue(type)} is not supported, expected none or linear (metadata llama.rope.scaling.type)`,
    );
  }
  const { positive } = llamaNumbers(metadata);
  return positive('rope.scaling.factor', positive('rope.scale_linear', 1));
}

/** Size of a head, and that everything else of the file means the same one. */
function headSize(metadata: GgufMetadata, width: number, heads: number): number {
  const { count } = llamaNumbers(metadata);
  if (metadata['llama.attention.key_length'] === undefined && width % heads !== 0)
    return refuseKey('llama.attention.head_count', heads, `a divisor of embedding_length ${width}`);
  const size = count('attention.key_length', width / heads);
  if (size % 2 !== 0) refuseKey('llama.attention.key_length', size, 'an even size of a head');
  const valueSize = count('attention.value_length', size);
  if (valueSize !== size) refuseKey('llama.attention.value_length', valueSize, `${size}, as the keys' size`);
  const turned = count('rope.dimension_count', size);
  if (turned !== size) throw new EngineError('unsupported-model', `RoPE turns ${turned} of ${size} values of a head, expected all`);
  return size;
}

/**
 * Reads the shape of the model from a GGUF's metadata, and holds its tensors against it.
 * @throws EngineError 'unsupported-model' that names the key or tensor and what was expected: another architecture, a key or tensor that
 * changes the computation and is not known here, a number out of range, a tensor that is missing or has another shape.
 */
export function llamaConfig({ metadata, tensors }: GgufFile): LlamaConfig {
  const architecture = metadata['general.architecture'];
  if (architecture !== 'llama')
    throw new EngineError('unsupported-model', `the model's architecture is ${showValue(architecture)}, expected llama`);
  checkKeys(metadata);
  const { count, positive } = llamaNumbers(metadata);
  const width = count('embedding_length');
  const heads = count('attention.head_count');
  const keyValueHeads = count('attention.head_count_kv', heads);
  if (heads % keyValueHeads !== 0) refuseKey('llama.attention.head_count_kv', keyValueHeads, `a divisor of head_count ${heads}`);
  const embedding = tensors.get('token_embd.weight');
  if (!embedding) throw new EngineError('unsupported-model', 'tensor token_embd.weight is missing');
  const config: LlamaConfig = {
    layers: count('block_count'),
    width,
    heads,
    keyValueHeads,
    headSize: headSize(metadata, width, heads),
    mlp: count('feed_forward_length'),
    vocabulary: embedding.shape[0] as number,
    ropeBase: positive('rope.freq_base', 10_000),
    ropeScale: ropeScale(metadata),
    normEpsilon: positive('attention.layer_norm_rms_epsilon'),
    context: count('context_length'),
    tied: !tensors.has('output.weight'),
  };
  const rows = count('vocab_size', config.vocabulary);
  if (rows !== config.vocabulary) refuseKey('llama.vocab_size', rows, `${config.vocabulary}, the rows of tensor token_embd.weight`);
  const tokens = metadata['tokenizer.ggml.tokens'];
  if (Array.isArray(tokens) && tokens.length !== config.vocabulary)
    refuseKey('tokenizer.ggml.tokens', tokens, `${config.vocabulary} tokens, the rows of tensor token_embd.weight`);
  checkTensors(config, tensors);
  return config;
}
