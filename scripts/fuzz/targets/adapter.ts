import { readAdapter } from '../../../src/lm/adapters/bank-slots.ts';
import { type Adapter, readPeft, readRewardHead } from '../../../src/lm/adapters/peft.ts';
import { promptTuningFiles } from '../../../src/lm/adapters/prompt-tuning.ts';
import { type RealTensor, writeSafetensors } from '../../../src/lm/files/safetensors.ts';
import { TINY } from '../../../src/lm/testing/tiny-llama.ts';
import { parseJson } from '../../../src/packs/pack-files.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateJson } from '../mutate-json.ts';
import { below, complaints, pick, type Target } from '../trial.ts';

const RANK = 4;
const CONFIG = {
  peft_type: 'LORA',
  task_type: 'SEQ_CLS',
  base_model_name_or_path: 'tiny',
  r: RANK,
  lora_alpha: 8,
  lora_dropout: 0.05,
  bias: 'none',
  lora_bias: true,
  use_rslora: false,
  use_dora: false,
  fan_in_fan_out: false,
  init_lora_weights: true,
  layers_to_transform: null,
  layer_replication: null,
  rank_pattern: { k_proj: 2 },
  alpha_pattern: { k_proj: 2 },
  target_modules: ['q_proj', 'k_proj', 'lm_head'],
  modules_to_save: ['classifier', 'score'],
};

const filled = (...shape: number[]): RealTensor => ({
  shape,
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.25),
});
const layer = 'base_model.model.model.layers.1.self_attn';
const TENSORS = new Map<string, RealTensor>([
  [`${layer}.q_proj.lora_A.weight`, filled(RANK, TINY.width)],
  [`${layer}.q_proj.lora_B.weight`, filled(64, RANK)],
  [`${layer}.q_proj.lora_B.bias`, filled(64)],
  [`${layer}.k_proj.lora_A.weight`, filled(2, TINY.width)],
  [`${layer}.k_proj.lora_B.weight`, filled(32, 2)],
  [`${layer}.k_proj.lora_B.bias`, filled(32)],
  ['base_model.model.lm_head.lora_A.weight', filled(RANK, TINY.width)],
  ['base_model.model.lm_head.lora_B.weight', filled(TINY.vocabulary, RANK)],
  ['base_model.model.lm_head.lora_B.bias', filled(TINY.vocabulary)],
  ['base_model.model.score.weight', filled(1, TINY.width)],
]);
const plain = writeSafetensors(TENSORS, 'F16');
const headerBytes = Number(new DataView(plain.buffer).getBigUint64(0, true));
const header: unknown = JSON.parse(new TextDecoder().decode(plain.subarray(8, 8 + headerBytes)));

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** What must hold of any adapter that is accepted. */
function senseless(adapter: Adapter, head: Float32Array | undefined, config: Readonly<Record<string, unknown>>): string[] {
  const pairs = [...adapter.values()];
  const flags = ['use_rslora', 'use_dora', 'lora_bias', 'fan_in_fan_out'].map((flag) => config[flag] ?? false);
  return complaints({
    'no pairs': pairs.length === 0,
    'a rank that is none': !pairs.every(({ rank, a }) => Number.isInteger(rank) && rank > 0 && a.length % rank === 0),
    'a scale that is not above 0': !pairs.every(({ scale }) => Number.isFinite(scale) && scale > 0),
    'values that are not finite': !pairs.every(({ a, b, bias }) => [...a, ...b, ...(bias ?? [])].every(Number.isFinite)),
    'values beyond half precision': pairs.some(({ b, scale }) => largest(b) * scale > 65_504),
    'a rank other than the config says': !(pairs.some(({ rank }) => rank === config.r) || config.r === undefined || adapter.size < 3),
    'alpha that is none': !(typeof config.lora_alpha === 'number' && config.lora_alpha > 0),
    'a flag that is no boolean': !flags.every((flag) => typeof flag === 'boolean'),
    'DoRA read as LoRA': config.use_dora === true,
    'a head of another width': head !== undefined && head.length !== TINY.width,
  });
}

function read(config: unknown, tensors: Uint8Array): string[] {
  const files = { config, tensors };
  return senseless(readPeft(files, TINY, 'fuzz'), readRewardHead(files, TINY, 'fuzz'), config as Record<string, unknown>);
}

/** adapter_config.json beside right tensors. */
export const adapterConfig: Target = {
  kind: 'peft-config',
  file: 'adapter_config.json',
  make(next) {
    const { text, what } = mutateJson(CONFIG, next);
    return { what, run: () => read(parseJson(new TextEncoder().encode(text), 'adapter_config.json'), plain) };
  },
};

const PROMPT = promptTuningFiles(TINY, filled(3, TINY.width).data, 'tiny');

/** adapter_config.json of a soft prompt beside right tensors. */
export const promptConfig: Target = {
  kind: 'prompt-config',
  file: 'adapter_config.json',
  make(next) {
    const { text, what } = mutateJson(JSON.parse(PROMPT.config), next);
    const run = () => {
      const config = parseJson(new TextEncoder().encode(text), 'adapter_config.json') as Readonly<Record<string, unknown>>;
      const { adapter, soft } = readAdapter({ config, tensors: PROMPT.tensors }, TINY, 'fuzz');
      return complaints({
        'vectors of another number or width': soft?.length !== 3 * TINY.width || config.num_virtual_tokens !== 3,
        'a LoRA beside': adapter.size > 0,
        'an encoder’s half': (config.num_transformer_submodules ?? 1) !== 1,
      });
    };
    return { what, run };
  },
};

function withHeader(text: string, more: number): Uint8Array<ArrayBuffer> {
  const encoded = new TextEncoder().encode(text);
  const data = plain.subarray(8 + headerBytes);
  const bytes = new Uint8Array(8 + encoded.length + data.length + more);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(encoded.length), true);
  bytes.set(encoded, 8);
  bytes.set(data, 8 + encoded.length);
  return bytes;
}

/** adapter_model.safetensors: its header, its bytes, its values. */
export const adapterTensors: Target = {
  kind: 'peft-tensors',
  make(next) {
    const kind = next();
    if (kind < 0.6) {
      const { text, what } = mutateJson(header, next);
      const more = next() < 0.1 ? below(20, next) : 0;
      return { what: `header ${what}, ${more} bytes more`, run: () => read(CONFIG, withHeader(text, more)) };
    }
    if (kind < 0.8) {
      const { bytes, what } = mutateBytes(plain, 8 + headerBytes, next);
      return { what, run: () => read(CONFIG, bytes) };
    }
    const half = pick([0x7c00, 0xfc00, 0x7e00, 0x7bff, 0xfbff, 0x0001], next);
    const at = 8 + headerBytes + 2 * below((plain.length - 8 - headerBytes) / 2, next);
    const bytes = plain.slice();
    new DataView(bytes.buffer).setUint16(at, half, true);
    return { what: `value ${half.toString(16)} at ${at}`, run: () => read(CONFIG, bytes) };
  },
};
