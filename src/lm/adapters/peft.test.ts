import { expect, it } from 'vitest';
import { type RealTensor, writeSafetensors } from '../files/safetensors.ts';
import { TINY } from '../testing/tiny-llama.ts';
import { readPeft, readRewardHead } from './peft.ts';

const Q = 'base_model.model.model.layers.1.self_attn.q_proj';
const tensor = (rows: number, columns: number): RealTensor => ({
  shape: [rows, columns],
  data: new Float32Array(rows * columns).fill(0.5),
});
const bias: RealTensor = { shape: [64], data: new Float32Array(64).fill(0.25) };
const good = { [`${Q}.lora_A.weight`]: tensor(4, 64), [`${Q}.lora_B.weight`]: tensor(64, 4) };
const config = { peft_type: 'LORA', r: 4, lora_alpha: 8, target_modules: ['q_proj'] };

function read(tensors: Record<string, RealTensor>, changes: object = {}) {
  return readPeft(
    {
      config: Array.isArray(changes) ? changes : { ...config, ...changes },
      tensors: writeSafetensors(new Map(Object.entries(tensors)), 'F16'),
    },
    TINY,
    'cheer',
  );
}

it('reads matrices and scale', () => {
  const pair = read(good).get('layers.1.q_proj');
  expect(pair).toMatchObject({ rank: 4, scale: 2 });
  expect(pair?.a.length).toBe(256);
  expect(read(good, { use_rslora: true }).get('layers.1.q_proj')?.scale).toBe(4);
});

it('reads the head', () => {
  const head = 'base_model.model.lm_head';
  const tensors = { [`${head}.lora_A.weight`]: tensor(1, 64), [`${head}.lora_B.weight`]: tensor(97, 1) };
  expect(read(tensors, { r: 1, target_modules: ['lm_head'] }).get('lm_head')).toMatchObject({ rank: 1, scale: 8 });
});

const Q0 = Q.replace('.1.', '.0.');

it('reads ranks and alphas of patterns', () => {
  const tensors = { ...good, [`${Q0}.lora_A.weight`]: tensor(2, 64), [`${Q0}.lora_B.weight`]: tensor(64, 2) };
  const adapter = read(tensors, {
    rank_pattern: { 'layers.0.self_attn.q_proj': 2 },
    alpha_pattern: { '^model.layers.0.self_attn.q_proj': 6 },
  });
  expect(adapter.get('layers.0.q_proj')).toMatchObject({ rank: 2, scale: 3 });
  expect(adapter.get('layers.1.q_proj')).toMatchObject({ rank: 4, scale: 2 });
});

it("reads names that keep 'default', PEFT's name of an adapter without one", () => {
  const tensors = {
    [`${Q}.lora_A.default.weight`]: tensor(4, 64),
    [`${Q}.lora_B.default.weight`]: tensor(64, 4),
    [`${Q}.lora_B.default.bias`]: bias,
  };
  expect(read(tensors, { lora_bias: true }).get('layers.1.q_proj')).toMatchObject({ rank: 4, bias: bias.data });
});

it('reads a whole config of PEFT', () => {
  const whole = {
    ...{ alora_invocation_tokens: null, alpha_pattern: {}, arrow_config: null, auto_mapping: null, base_model_name_or_path: null },
    ...{ bias: 'none', corda_config: null, ensure_weight_tying: false, eva_config: null, exclude_modules: null, fan_in_fan_out: false },
    ...{
      inference_mode: false,
      init_lora_weights: true,
      kasa_config: null,
      layer_replication: null,
      layers_pattern: null,
      loftq_config: {},
    },
    ...{ layers_to_transform: null, lora_bias: false, lora_dropout: 0.1, lora_ga_config: null, megatron_core: 'megatron.core' },
    ...{ modules_to_save: null, monteclora_config: null, peft_version: '0.21.2', qalora_group_size: 16, rank_pattern: {}, revision: null },
    ...{ target_parameters: null, task_type: 'CAUSAL_LM', trainable_token_indices: null, use_bdlora: null, use_dora: false },
    ...{ use_qalora: false, use_rslora: false, velora_config: null, runtime_config: { ephemeral_gpu_offload: false } },
  };
  expect(read(good, whole).size).toBe(1);
});

it("reads a learned reward by PEFT's own config of a sequence classifier", () => {
  const score = { shape: [1, 64], data: new Float32Array(64).fill(0.125) };
  const changes = { ...config, task_type: 'SEQ_CLS', modules_to_save: ['classifier', 'score'] };
  for (const name of ['base_model.model.score.weight', 'base_model.model.score.modules_to_save.default.weight']) {
    const files = { config: changes, tensors: writeSafetensors(new Map(Object.entries({ ...good, [name]: score })), 'F16') };
    expect(readPeft(files, TINY, 'rm').size).toBe(1);
    expect(readRewardHead(files, TINY, 'rm')).toEqual(score.data);
  }
});

it('reads biases', () => {
  const pair = read({ ...good, [`${Q}.lora_B.bias`]: bias }, { lora_bias: true }).get('layers.1.q_proj');
  expect(pair?.bias).toEqual(bias.data);
});

it.each([
  ['DoRA', good, { use_dora: true }, 'adapter_config.json: use_dora is true, expected false'],
  ['saved modules', good, { modules_to_save: ['lm_head'] }, 'modules_to_save is ["lm_head"], expected none'],
  ['another kind', good, { peft_type: 'IA3' }, 'peft_type is IA3, expected LORA or PROMPT_TUNING'],
  ['a config that is none', good, [], 'adapter_config.json'],
  ['a rank that is not the tensors', good, { r: 16 }, 'module layers.1.q_proj has lora_A of rank 4, but adapter_config.json says r 16'],
  ['a pattern of another rank', good, { rank_pattern: { q_proj: 2 } }, 'has lora_A of rank 4, but adapter_config.json says r 2'],
  ['a pattern that is an expression', good, { rank_pattern: { '(.*)+x': 2 } }, 'rank_pattern.(.*)+x is 2, expected a name of modules'],
  ['a pattern of no ranks', good, { rank_pattern: { q_proj: 0.5 } }, 'rank_pattern.q_proj is 0.5, expected a whole number of at least 1'],
  ['no rank', good, { r: null }, 'r is null, expected a whole number of at least 1'],
  ['a rank that is true', good, { r: true }, 'r is true, expected'],
  ['a rank that is text', good, { r: 'constructor' }, 'r is constructor, expected'],
  ['a negative rank', good, { r: -4 }, 'r is -4, expected'],
  ['an alpha of 0', good, { lora_alpha: 0 }, 'lora_alpha is 0, expected a number above 0'],
  ['a negative alpha', good, { lora_alpha: -8 }, 'lora_alpha is -8, expected a number above 0'],
  [
    'an alpha that overflows',
    good,
    { lora_alpha: 1e38 },
    'module layers.1.q_proj reaches 1.25e+37 under lora_alpha 1e+38, expected at most 65504',
  ],
  ['an alpha that vanishes', good, { lora_alpha: 5e-324 }, 'module layers.1.q_proj has lora_alpha 5e-324, which is no scale'],
  ['an infinite alpha', good, { lora_alpha: Number.POSITIVE_INFINITY }, 'lora_alpha is Infinity'],
  ['rsLoRA by a word', good, { use_rslora: 'yes' }, 'use_rslora is yes, expected true or false'],
  ['rsLoRA by a number', good, { use_rslora: 1 }, 'use_rslora is 1, expected true or false'],
  ['biases by a number', good, { lora_bias: 0.1 }, 'lora_bias is 0.1, expected true or false'],
  ['DoRA by a list', good, { use_dora: [[]] }, 'use_dora is a list of 1, expected true or false'],
  [
    'PiSSA',
    good,
    { init_lora_weights: 'pissa' },
    "init_lora_weights is pissa, expected a start that leaves the base's weights as they are",
  ],
  ['OLoRA', good, { init_lora_weights: 'olora' }, 'init_lora_weights is olora'],
  ['LoftQ', good, { init_lora_weights: 'loftq' }, 'init_lora_weights is loftq'],
  ['a field of tomorrow', good, { use_elora: true }, 'use_elora is true, expected none'],
  ['replicated layers', good, { layer_replication: [[0, 1]] }, 'layer_replication is a list of 1, expected none'],
  [
    'a module that the model has not',
    good,
    { target_modules: ['q_proj', 'c_attn'] },
    'target_modules is ["q_proj","c_attn"], expected modules of the base model',
  ],
  ['a tensor that the config leaves out', good, { target_modules: ['v_proj'] }, 'belongs to a module that adapter_config.json leaves out'],
  ['a layer that the config leaves out', good, { layers_to_transform: [0] }, 'belongs to a module that adapter_config.json leaves out'],
  ['a module that the config excludes', good, { exclude_modules: ['q_proj'] }, 'belongs to a module that adapter_config.json leaves out'],
  [
    'a tensor twice',
    { ...good, [`${Q}.lora_A.default.weight`]: tensor(4, 64) },
    {},
    "lora_A.default.weight comes twice, with and without 'default'",
  ],
  ['a saved head of no classifier', good, { modules_to_save: ['score'] }, 'modules_to_save is ["score"], expected none'],
  [
    'another module saved',
    good,
    { task_type: 'SEQ_CLS', modules_to_save: ['embed_tokens'] },
    'expected ["score"], with or without "classifier"',
  ],
  [
    'NaN',
    { ...good, [`${Q}.lora_B.weight`]: { shape: [64, 4], data: new Float32Array(256).fill(Number.NaN, 9, 10) } },
    {},
    `adapter_model.safetensors: tensor ${Q}.lora_B.weight holds NaN at [2, 1]`,
  ],
  ['no alpha', good, { lora_alpha: undefined }, 'lora_alpha is undefined'],
  [
    'a foreign base',
    { ...good, [`${Q}.lora_A.weight`]: tensor(4, 32) },
    {},
    `tensor ${Q}.lora_A.weight has shape [4,32], expected [rank, 64]`,
  ],
  ['unequal ranks', { ...good, [`${Q}.lora_B.weight`]: tensor(64, 2) }, {}, 'layers.1.q_proj has lora_A of rank 4 and lora_B of rank 2'],
  ['an A alone', { [`${Q}.lora_A.weight`]: tensor(4, 64) }, {}, 'module layers.1.q_proj has lora_A but no lora_B'],
  ['a deeper model', { [`${Q.replace('.1.', '.9.')}.lora_A.weight`]: tensor(4, 64) }, {}, 'belongs to layer 9, but the base model has 2'],
  [
    'an unknown module',
    { 'base_model.model.model.embed_tokens.lora_embedding_A': tensor(4, 64) },
    {},
    'embed_tokens.lora_embedding_A is no LoRA matrix',
  ],
  ['a module in the wrong place', { [`${Q.replace('self_attn', 'mlp')}.lora_A.weight`]: tensor(4, 64) }, {}, 'is no LoRA matrix'],
  [
    'a bias of another length',
    { ...good, [`${Q}.lora_B.bias`]: { ...bias, shape: [8, 8] } },
    { lora_bias: true },
    'expected [64] for this base model',
  ],
  ['a bias unannounced', { ...good, [`${Q}.lora_B.bias`]: bias }, {}, 'layers.1.q_proj has a lora_B.bias, but lora_bias is false'],
  ['a bias that is missing', good, { lora_bias: true }, 'layers.1.q_proj has no lora_B.bias, but lora_bias is true'],
  ['the bias of an A', { ...good, [`${Q}.lora_A.bias`]: bias }, { lora_bias: true }, 'lora_A.bias is no LoRA matrix'],
  ['nothing', {}, {}, 'has no tensors'],
] as const)('refuses %s, by name', (_, tensors, changes, message) => {
  expect(() => read(tensors, changes)).toThrow(message);
  expect(() => read(tensors, changes)).toThrow('adapter cheer');
});
