import { expect, it } from 'vitest';
import { writeSafetensors } from '../files/safetensors.ts';
import { TINY } from '../testing/tiny-llama.ts';
import { readAdapter, readSlots } from './bank-slots.ts';
import { promptTuningFiles } from './prompt-tuning.ts';

const VECTORS = Float32Array.from({ length: 3 * TINY.width }, (_, i) => (i - 90) / 64);
const whole = promptTuningFiles(TINY, VECTORS, 'tiny', 'F16');
const config = JSON.parse(whole.config) as object;
const tensorsOf = (tensors: Readonly<Record<string, readonly number[]>>, value = 0.5) =>
  writeSafetensors(
    new Map(
      Object.entries(tensors).map(([name, shape]) => [
        name,
        { shape: [...shape], data: new Float32Array(shape.reduce((a, b) => a * b)).fill(value) },
      ]),
    ),
    'F32',
  );
const read = (changes: object, tensors: Uint8Array = whole.tensors) =>
  readAdapter({ config: { ...config, ...changes }, tensors }, TINY, 'x');

it('a soft prompt comes back as it was written', () => {
  expect(read({})).toEqual({ adapter: new Map(), soft: VECTORS });
});

it('what PEFT itself says of one is read, and what is told beside is passed over', () => {
  const said = { task_type: null, num_layers: null, num_attention_heads: null, token_dim: null, num_transformer_submodules: null };
  const beside = { auto_mapping: null, peft_version: '0.19.0', modules_to_save: null, prompt_tuning_init_text: 'Be kind.', revision: null };
  expect(read({ ...said, ...beside }).soft).toEqual(VECTORS);
});

it.each([
  ['another kind', { peft_type: 'PREFIX_TUNING' }, whole.tensors, 'peft_type is PREFIX_TUNING, expected LORA or PROMPT_TUNING'],
  ['a decoder with an encoder', { num_transformer_submodules: 2 }, whole.tensors, 'num_transformer_submodules is 2, expected 1'],
  ['another task', { task_type: 'SEQ_CLS' }, whole.tensors, 'task_type is SEQ_CLS, expected CAUSAL_LM'],
  ["another model's width", { token_dim: 576 }, whole.tensors, 'token_dim is 576, expected 64'],
  ['no number of tokens', { num_virtual_tokens: '3' }, whole.tensors, 'num_virtual_tokens is 3, expected a whole number from 1 to 127'],
  ['more tokens than fit', { num_virtual_tokens: 128 }, whole.tensors, 'num_virtual_tokens is 128, expected a whole number from 1 to 127'],
  ['another number of tokens', { num_virtual_tokens: 4 }, whole.tensors, 'prompt_embeddings has shape [3,64], expected [4, 64]'],
  ['a saved module', { modules_to_save: ['lm_head'] }, whole.tensors, 'modules_to_save is ["lm_head"], expected none'],
  ['no vectors', {}, tensorsOf({}), 'tensor prompt_embeddings is missing, expected [3, 64]'],
  [
    'a stranger',
    {},
    tensorsOf({ prompt_embeddings: [3, 64], extra: [2] }),
    'tensor extra is no soft prompt, expected prompt_embeddings alone',
  ],
  ['vectors beyond half precision', {}, tensorsOf({ prompt_embeddings: [3, 64] }, 1e6), 'reaches 1000000, expected at most 65504'],
])('%s is refused', (_, changes, tensors, message) => {
  expect(() => read(changes, tensors)).toThrow(message);
});

it('has no A and no B to cross', () => {
  const soft = { id: 'soft', config, tensors: whole.tensors };
  const cross = { id: 'soft*soft', cross: { a: 'soft', b: 'soft' } };
  expect(() => readSlots([soft, cross], TINY)).toThrow("slot soft*soft: crosses 'soft', a soft prompt, expected a LoRA with an A and a B");
});
