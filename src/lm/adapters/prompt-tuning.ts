/** PEFT's prompt tuning: a soft prompt as a folder of two files. */
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import type { MixFiles } from '../requests.ts';
import { showValue } from '../show-value.ts';
import { LARGEST_HALF, type PeftFiles } from './peft.ts';

const PROMPT_TUNING = 'PROMPT_TUNING';
/** PEFT's name of the vectors, [num_virtual_tokens, token_dim]. */
const PROMPT_EMBEDDINGS = 'prompt_embeddings';

/** Fields that matter to training alone, or say where a thing came from. */
const NOTES: readonly string[] = [
  'auto_mapping',
  'peft_version',
  'base_model_name_or_path',
  'revision',
  'inference_mode',
  'prompt_tuning_init',
  'prompt_tuning_init_text',
  'tokenizer_name_or_path',
  'tokenizer_kwargs',
];
const READ: readonly string[] = [
  'peft_type',
  'task_type',
  'num_virtual_tokens',
  'token_dim',
  'num_transformer_submodules',
  'num_attention_heads',
  'num_layers',
];

/** Whether an adapter_config.json says that its adapter is a soft prompt. */
export function isPromptTuning(config: unknown): boolean {
  return typeof config === 'object' && config !== null && 'peft_type' in config && config.peft_type === PROMPT_TUNING;
}

/**
 * Reads a soft prompt for this model, [tokens, width].
 * @param id names the adapter in errors.
 * @throws EngineError 'bad-adapter' that names the field or tensor and what was expected: vectors of another base model's width, another number
 * of them than the config says, a field that changes what they do, values that are not finite or beyond half precision.
 */
export function readPromptTuning({ config, tensors }: PeftFiles, { width, layers, heads, context }: LlamaConfig, id: string): Float32Array {
  const fields = config as Readonly<Record<string, unknown>>;
  const wrong = (what: string) => new EngineError('bad-adapter', `adapter ${id}: ${what}`);
  const expect = (field: string, fits: boolean, expected: string) => {
    if (!fits) throw wrong(`adapter_config.json: ${field} is ${showValue(fields[field])}, expected ${expected}`);
  };
  const absentOr = (field: string, value: unknown) =>
    expect(field, fields[field] === undefined || fields[field] === null || fields[field] === value, String(value));
  absentOr('task_type', 'CAUSAL_LM');
  absentOr('num_transformer_submodules', 1);
  absentOr('token_dim', width);
  absentOr('num_layers', layers);
  absentOr('num_attention_heads', heads);
  const count = fields.num_virtual_tokens;
  const fits = typeof count === 'number' && Number.isInteger(count) && count >= 1 && count < context;
  expect('num_virtual_tokens', fits, `a whole number from 1 to ${context - 1}`);
  for (const field of Object.keys(fields)) {
    const value = fields[field];
    const empty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (!READ.includes(field) && !NOTES.includes(field)) expect(field, empty, 'none');
  }
  const file = readSafetensors(tensors, `adapter ${id}: adapter_model.safetensors`);
  const stranger = [...file.keys()].find((name) => name !== PROMPT_EMBEDDINGS);
  if (stranger !== undefined) throw wrong(`tensor ${showValue(stranger)} is no soft prompt, expected ${PROMPT_EMBEDDINGS} alone`);
  const vectors = file.get(PROMPT_EMBEDDINGS);
  if (vectors?.shape.length !== 2 || vectors.shape[0] !== count || vectors.shape[1] !== width) {
    const got = vectors ? `has shape [${vectors.shape}]` : 'is missing';
    throw wrong(`tensor ${PROMPT_EMBEDDINGS} ${got}, expected [${count}, ${width}] for this base model`);
  }
  const reached = vectors.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(reached <= LARGEST_HALF)) throw wrong(`tensor ${PROMPT_EMBEDDINGS} reaches ${reached}, expected at most ${LARGEST_HALF}`);
  return vectors.data;
}

/**
 * A soft prompt as PEFT saves one.
 * @param vectors [tokens, width].
 * @param base What the config names as the base model.
 * @param type Of the numbers; single precision unless told.
 */
export function promptTuningFiles(
  { width, layers, heads }: Pick<LlamaConfig, 'width' | 'layers' | 'heads'>,
  vectors: Float32Array,
  base: string,
  type: 'F16' | 'F32' = 'F32',
): MixFiles {
  const tokens = vectors.length / width;
  const described = {
    peft_type: PROMPT_TUNING,
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: base,
    num_virtual_tokens: tokens,
    token_dim: width,
    num_transformer_submodules: 1,
    num_layers: layers,
    num_attention_heads: heads,
    prompt_tuning_init: 'RANDOM',
    inference_mode: true,
  };
  const tensors = new Map([[PROMPT_EMBEDDINGS, { shape: [tokens, width], data: vectors }]]);
  return { config: `${JSON.stringify(described, null, 2)}\n`, tensors: writeSafetensors(tensors, type) };
}
