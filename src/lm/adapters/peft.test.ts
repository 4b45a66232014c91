import { expect, it } from 'vitest';
import { type RealTensor, writeSafetensors } from '../files/safetensors.ts';
import { TINY, tinyAdapter, tinyVectors } from '../testing/tiny-llama.ts';
import { exportMix, readPeft } from './peft.ts';

const Q = 'base_model.model.model.layers.1.self_attn.q_proj';
const tensor = (rows: number, columns: number): RealTensor => ({
  shape: [rows, columns],
  data: new Float32Array(rows * columns).fill(0.5),
});
const good = { [`${Q}.lora_A.weight`]: tensor(4, 64), [`${Q}.lora_B.weight`]: tensor(64, 4) };
const config = { peft_type: 'LORA', r: 4, lora_alpha: 8, target_modules: ['q_proj'] };

function read(tensors: Record<string, RealTensor>, changes: object = {}) {
  return readPeft({ config: { ...config, ...changes }, tensors: writeSafetensors(new Map(Object.entries(tensors)), 'F16') }, TINY, 'cheer');
}

it('reads matrices and scale', () => {
  const pair = read(good).get('layers.1.q_proj');
  expect(pair).toMatchObject({ rank: 4, scale: 2 });
  expect(pair?.a.length).toBe(256);
  expect(read(good, { use_rslora: true }).get('layers.1.q_proj')?.scale).toBe(4);
});

it('reads the head', () => {
  const head = 'base_model.model.lm_head';
  expect(read({ [`${head}.lora_A.weight`]: tensor(1, 64), [`${head}.lora_B.weight`]: tensor(97, 1) }).get('lm_head')).toMatchObject({
    rank: 1,
    scale: 8,
  });
});

const bias: RealTensor = { shape: [64], data: new Float32Array(64).fill(0.25) };

it('reads biases', () => {
  const pair = read({ ...good, [`${Q}.lora_B.bias`]: bias }, { lora_bias: true }).get('layers.1.q_proj');
  expect(pair?.bias).toEqual(bias.data);
});

it.each([
  ['DoRA', good, { use_dora: true }, 'adapter_config.json: use_dora is true, expected false'],
  ['saved modules', good, { modules_to_save: ['lm_head'] }, 'modules_to_save is ["lm_head"], expected none'],
  ['another kind', good, { peft_type: 'IA3' }, 'peft_type is IA3, expected LORA'],
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

it('exports a mix as one adapter with the sum of the scaled deltas', () => {
  const adapters = [tinyAdapter(1, 2, ['q_proj', 'lm_head']), tinyAdapter(2, 3, ['q_proj', 'down_proj'])];
  const coefficients = [0.25, -0.5];
  const files = exportMix(adapters, coefficients, 'tiny');
  const mix = readPeft({ config: JSON.parse(files.config), tensors: files.tensors }, TINY, 'mix');
  expect([...mix.keys()].sort()).toEqual(['layers.0.down_proj', 'layers.0.q_proj', 'layers.1.down_proj', 'layers.1.q_proj', 'lm_head']);
  for (const [path, pair] of mix) {
    const inputs = pair.a.length / pair.rank;
    const delta = ({ rank, scale, a, b }: typeof pair, i: number) => {
      let sum = 0;
      for (let r = 0; r < rank; r++) sum += (b[Math.floor(i / inputs) * rank + r] as number) * (a[r * inputs + (i % inputs)] as number);
      return scale * sum;
    };
    for (let i = 0; i < 500; i++) {
      const expected = adapters.reduce((sum, adapter, slot) => {
        const own = adapter.get(path);
        return sum + (own ? (coefficients[slot] as number) * delta(own, i) : 0);
      }, 0);
      expect(delta(pair, i)).toBeCloseTo(expected, 3);
    }
  }
});

it('exports biases scaled and added', () => {
  const adapters = [tinyVectors(1, ['o_proj']), tinyAdapter(2, 2, ['o_proj', 'q_proj']), tinyVectors(3, ['o_proj'])];
  const coefficients = [0.5, 1, -2];
  const files = exportMix(adapters, coefficients, 'tiny');
  const mix = readPeft({ config: JSON.parse(files.config), tensors: files.tensors }, TINY, 'mix');
  const [first, , third] = adapters.map((adapter) => adapter.get('layers.0.o_proj'));
  mix.get('layers.0.o_proj')?.bias?.forEach((value, i) => {
    expect(value).toBeCloseTo(1.5 * (0.5 * (first?.bias?.[i] as number) - 2 * (third?.bias?.[i] as number)), 3);
  });
  expect(mix.get('layers.0.q_proj')?.bias).toEqual(new Float32Array(64));
});
