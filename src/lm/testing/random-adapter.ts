/**
 * Pseudo-random PEFT adapters made from a seed, the same as `make_adapter` of models/reference.py makes: tests need no adapter files.
 * All values are exact in fp16, so a trip through a half-precision safetensors file changes nothing.
 */
import type { PeftFiles } from '../adapters/peft.ts';
import { writeSafetensors } from '../files/safetensors.ts';

export type Target = 'q' | 'k' | 'v' | 'o' | 'gate' | 'up' | 'down' | 'head';

/** As in the `banks` of reference.json. */
export interface AdapterSpec {
  readonly id: string;
  readonly seed: number;
  readonly rank: number;
  /** The delta is alpha / rank times B A. */
  readonly alpha: number;
  readonly targets: readonly Target[];
  /** True: q, k and v have one A, gate and up have one A, as equal tensors under each name. */
  readonly sharedA: boolean;
  /** A is uniform in (-scaleA, scaleA), B in (-scaleB, scaleB); powers of two. */
  readonly scaleA: number;
  readonly scaleB: number;
}

/** Sizes of the model that the adapter is for. */
export interface AdapterShape {
  readonly layers: number;
  readonly width: number;
  /** Outputs of k and of v: key-value heads times head size. */
  readonly kvWidth: number;
  readonly mlpWidth: number;
  readonly vocabulary: number;
}

export interface AdapterTensor {
  /** [rank, in] of a lora_A, [out, rank] of a lora_B. */
  readonly shape: readonly [number, number];
  readonly data: Float32Array;
}

const MODULES: Record<Exclude<Target, 'head'>, string> = {
  q: 'self_attn.q_proj',
  k: 'self_attn.k_proj',
  v: 'self_attn.v_proj',
  o: 'self_attn.o_proj',
  gate: 'mlp.gate_proj',
  up: 'mlp.up_proj',
  down: 'mlp.down_proj',
};
const LAYER_TARGETS = ['q', 'k', 'v', 'o', 'gate', 'up', 'down'] as const;
const SHARED_A: Partial<Record<Target, 'q' | 'gate'>> = { k: 'q', v: 'q', up: 'gate' };

/** FNV-1a of an ASCII name, started from the seed. */
export function nameHash(name: string, seed: number): number {
  let state = 0x811c9dc5 ^ seed;
  for (let i = 0; i < name.length; i++) state = Math.imul(state ^ name.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

/** (2u - 2047) / 2048 * scale, u the top 11 bits of murmur3's finaliser of index * 0x9E3779B1 + key. */
export function randomValues(key: number, length: number, scale: number): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    let state = (Math.imul(i, 0x9e3779b1) + key) | 0;
    state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
    values[i] = ((2 * (state >>> 21) - 2047) / 2048) * scale;
  }
  return values;
}

function sizes(target: Target, { width, kvWidth, mlpWidth, vocabulary }: AdapterShape): { inputs: number; outputs: number } {
  const inputs = target === 'down' ? mlpWidth : width;
  if (target === 'head') return { inputs, outputs: vocabulary };
  if (target === 'k' || target === 'v') return { inputs, outputs: kvWidth };
  return { inputs, outputs: target === 'gate' || target === 'up' ? mlpWidth : width };
}

/** The adapter's tensors by PEFT name, e.g. `base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight`. */
export function randomAdapter(spec: AdapterSpec, shape: AdapterShape): Map<string, AdapterTensor> {
  const tensors = new Map<string, AdapterTensor>();
  const add = (target: Target, module: string, aOwner: string) => {
    const { inputs, outputs } = sizes(target, shape);
    const aKey = nameHash(`${aOwner}.lora_A.weight`, spec.seed);
    const bKey = nameHash(`${module}.lora_B.weight`, spec.seed);
    tensors.set(`${module}.lora_A.weight`, { shape: [spec.rank, inputs], data: randomValues(aKey, spec.rank * inputs, spec.scaleA) });
    tensors.set(`${module}.lora_B.weight`, { shape: [outputs, spec.rank], data: randomValues(bKey, outputs * spec.rank, spec.scaleB) });
  };
  for (let layer = 0; layer < shape.layers; layer++) {
    const prefix = `base_model.model.model.layers.${layer}.`;
    for (const target of LAYER_TARGETS) {
      if (!spec.targets.includes(target)) continue;
      const owner = (spec.sharedA && SHARED_A[target]) || target;
      add(target, prefix + MODULES[target], prefix + MODULES[owner]);
    }
  }
  if (spec.targets.includes('head')) add('head', 'base_model.model.lm_head', 'base_model.model.lm_head');
  return tensors;
}

/** The same as a slot that `loadModel` takes: the two files of a PEFT folder, in half precision. */
export function randomPeft(spec: AdapterSpec, shape: AdapterShape): PeftFiles & { readonly id: string } {
  const config = { peft_type: 'LORA', r: spec.rank, lora_alpha: spec.alpha, bias: 'none' };
  return { id: spec.id, config, tensors: writeSafetensors(randomAdapter(spec, shape), 'F16') };
}
