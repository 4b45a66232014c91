/**
 * The metadata of a Llama GGUF, key by key: what is read, what says nothing of the computation, and what would change it. A key that is
 * none of these is refused, since what it changes is not known.
 */
import { EngineError } from '../errors.ts';
import type { GgufMetadata } from '../files/gguf.ts';
import { showValue } from '../show-value.ts';

/** Keys below `llama.` that `llamaConfig` reads. */
const READ = [
  'block_count',
  'context_length',
  'embedding_length',
  'feed_forward_length',
  'vocab_size',
  'attention.head_count',
  'attention.head_count_kv',
  'attention.key_length',
  'attention.value_length',
  'attention.layer_norm_rms_epsilon',
  'rope.dimension_count',
  'rope.freq_base',
  'rope.scaling.type',
  'rope.scaling.factor',
  'rope.scale_linear',
] as const;
export type LlamaKey = (typeof READ)[number];

/** Keys below `llama.` that change nothing here: notes, and settings of a scaling that is refused by its type. */
const NOTES: readonly string[] = ['tensor_data_layout', 'rope.scaling.original_context_length', 'rope.scaling.finetuned'];

/** Keys below `llama.` that change the computation, and the value at which they do not. */
const NEUTRAL: Readonly<Record<string, unknown>> = {
  embedding_scale: 1,
  residual_scale: 1,
  logit_scale: 1,
  expert_count: 0,
  expert_used_count: 0,
  expert_shared_count: 0,
  leading_dense_block_count: 0,
  nextn_predict_layers: 0,
  pooling_type: 0,
  use_parallel_residual: false,
  final_logit_softcapping: 0,
  attn_logit_softcapping: 0,
  'attention.causal': true,
  'attention.sliding_window': 0,
  'attention.max_alibi_bias': 0,
  'attention.clamp_kqv': 0,
  'attention.temperature_scale': 0,
  'rope.scaling.attn_factor': 1,
};

/** Other keys that change the computation, and the value at which they do not. */
const NEUTRAL_ELSEWHERE: Readonly<Record<string, unknown>> = {
  'general.type': 'model',
  'tokenizer.ggml.add_eos_token': false,
  'tokenizer.ggml.add_sep_token': false,
  'tokenizer.ggml.add_space_prefix': false,
  'tokenizer.ggml.remove_extra_whitespaces': false,
  'adapter.type': undefined,
  'controlvector.model_hint': undefined,
};

/** A metadata value in an error: what it is and what was expected. */
export function refuseKey(key: string, value: unknown, expected: string): never {
  throw new EngineError('unsupported-model', `metadata ${showValue(key)} is ${showValue(value)}, expected ${expected}`);
}

/**
 * @throws EngineError 'unsupported-model' that names the first key that changes the computation in a way that this network does not know.
 */
export function checkKeys(metadata: GgufMetadata): void {
  const known = new Set<string>([...READ, ...NOTES]);
  for (const [key, value] of Object.entries(metadata)) {
    if (Object.hasOwn(NEUTRAL_ELSEWHERE, key)) {
      const neutral = NEUTRAL_ELSEWHERE[key];
      if (value !== neutral) refuseKey(key, value, neutral === undefined ? 'no such key' : String(neutral));
      continue;
    }
    if (!key.startsWith('llama.')) continue;
    const name = key.slice('llama.'.length);
    if (known.has(name)) continue;
    if (!Object.hasOwn(NEUTRAL, name)) refuseKey(key, value, 'only keys of a plain Llama model');
    if (value !== NEUTRAL[name]) refuseKey(key, value, String(NEUTRAL[name]));
  }
}

/** Reads numbers below `llama.`, each with its range. */
export function llamaNumbers(metadata: GgufMetadata): {
  /** A whole number of at least 1. */
  count(key: LlamaKey, fallback?: number): number;
  /** A finite number above 0. */
  positive(key: LlamaKey, fallback?: number): number;
} {
  const read = (key: LlamaKey, fallback: number | undefined, expected: string, right: (value: number) => boolean): number => {
    const value = metadata[`llama.${key}`] ?? fallback;
    if (typeof value !== 'number' || !right(value)) return refuseKey(`llama.${key}`, value, expected);
    return value;
  };
  return {
    count: (key, fallback) => read(key, fallback, 'a whole number of at least 1', (value) => Number.isSafeInteger(value) && value >= 1),
    positive: (key, fallback) => read(key, fallback, 'a number above 0', (value) => Number.isFinite(value) && value > 0),
  };
}
