import { findModule, MODULE_NAMES, peftName } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { type RealTensor, readSafetensors } from '../files/safetensors.ts';
import { showValue } from '../show-value.ts';
import { type PeftConfig, readPeftConfig } from './peft-config.ts';

/** One adapted linear: y += scale * (B (A x) + bias). */
export interface LoraPair {
  readonly rank: number;
  /** alpha / r, or alpha / sqrt(r) with rank-stabilised LoRA. */
  readonly scale: number;
  /** [rank, in]. */
  readonly a: Float32Array;
  /** [out, rank]. */
  readonly b: Float32Array;
  /** [out]; PEFT's `lora_bias`, the bias of its lora_B. */
  readonly bias?: Float32Array;
}

/** A PEFT LoRA adapter, by module path: `layers.3.q_proj`, or `lm_head`. */
export type Adapter = ReadonlyMap<string, LoraPair>;

/** A PEFT folder's two files. */
export interface PeftFiles {
  /** adapter_config.json, parsed. */
  readonly config: unknown;
  /** adapter_model.safetensors. */
  readonly tensors: Uint8Array;
}

/** `default` is PEFT's name of an adapter that has none; files that were not written by PEFT itself keep it. */
const TENSOR_NAME =
  /^base_model\.model\.(?:model\.layers\.(\d+)\.(self_attn|mlp)\.(\w+)|(lm_head))\.lora_(?:([AB])(?:\.default)?\.weight|B(?:\.default)?\.(bias))$/;
/** What PEFT calls the head of a sequence classifier, which a learned reward is. */
const REWARD_HEAD = 'base_model.model.score.weight';
const REWARD_HEADS: readonly string[] = [REWARD_HEAD, 'base_model.model.score.modules_to_save.default.weight'];
/** Largest value of half precision, in which backends may hold a bank. */
export const LARGEST_HALF = 65_504;

function readConfig({ config }: PeftFiles, id: string): PeftConfig {
  return readPeftConfig(config, `adapter ${id}: adapter_config.json`, MODULE_NAMES);
}

/** The matrices of one module. */
interface Halves {
  A?: RealTensor;
  B?: RealTensor;
  bias?: RealTensor;
}

/** Every tensor of the file by module and half, each in the shape that this model's module has. */
function collectHalves(files: PeftFiles, config: LlamaConfig, peft: PeftConfig, id: string): Map<string, Halves> {
  const fail = (what: string) => new EngineError('bad-adapter', `adapter ${id}: ${what}`);
  const halves = new Map<string, Halves>();
  for (const [name, tensor] of readSafetensors(files.tensors, `adapter ${id}: adapter_model.safetensors`)) {
    if (peft.classifier && REWARD_HEADS.includes(name)) continue;
    const match = TENSOR_NAME.exec(name);
    const module = findModule(match?.[3] ?? match?.[4] ?? '');
    if (!match || !module || match[2] !== module.parent)
      throw fail(`tensor ${showValue(name)} is no LoRA matrix of a module that can be adapted (${MODULE_NAMES.join(', ')})`);
    const layer = match[1] === undefined ? undefined : Number(match[1]);
    if (layer !== undefined && layer >= config.layers)
      throw fail(`tensor ${name} belongs to layer ${layer}, but the base model has ${config.layers}`);
    const half = (match[5] ?? match[6]) as keyof Halves;
    const [inputs, outputs] = [module.inputs(config), module.outputs(config)];
    const expected = { A: ['rank', inputs], B: [outputs, 'rank'], bias: [outputs] }[half];
    if (tensor.shape.length !== expected.length || expected.some((size, i) => size !== 'rank' && size !== tensor.shape[i]))
      throw fail(`tensor ${name} has shape [${tensor.shape}], expected [${expected.join(', ')}] for this base model`);
    const path = layer === undefined ? module.name : `layers.${layer}.${module.name}`;
    if (halves.get(path)?.[half]) throw fail(`tensor ${name} comes twice, with and without 'default'`);
    if (!peft.targets(peftName(path))) throw fail(`tensor ${name} belongs to a module that adapter_config.json leaves out: target_modules`);
    halves.set(path, { ...halves.get(path), [half]: tensor });
  }
  if (halves.size === 0) throw fail('has no tensors');
  return halves;
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * Reads a PEFT LoRA adapter for this model.
 * @param id names the adapter in errors.
 * @throws EngineError 'bad-adapter' that names the field or tensor and what was expected: another kind of adapter, a module that the model
 * lacks, a shape of another base model, a rank that is not the config's, an A without its B, a bias without `lora_bias` or the reverse, values
 * that are not finite or that the scale takes beyond half precision.
 */
export function readPeft(files: PeftFiles, config: LlamaConfig, id: string): Adapter {
  const peft = readConfig(files, id);
  const fail = (what: string) => new EngineError('bad-adapter', `adapter ${id}: ${what}`);
  const adapter = new Map<string, LoraPair>();
  for (const [path, { A, B, bias }] of collectHalves(files, config, peft, id)) {
    if (!A || !B) throw fail(`module ${path} has ${A ? 'lora_A' : B ? 'lora_B' : 'a bias'} but no lora_${A ? 'B' : 'A'}`);
    const rank = A.shape[0] as number;
    if (rank < 1 || B.shape[1] !== rank)
      throw fail(`module ${path} has lora_A of rank ${rank} and lora_B of rank ${B.shape[1]}, expected equal ranks of at least 1`);
    const stated = peft.rankOf(peftName(path));
    if (stated !== undefined && rank !== stated)
      throw fail(`module ${path} has lora_A of rank ${rank}, but adapter_config.json says r ${stated}`);
    if (peft.biased !== (bias !== undefined))
      throw fail(`module ${path} has ${bias ? 'a' : 'no'} lora_B.bias, but lora_bias is ${peft.biased}`);
    const alpha = peft.alphaOf(peftName(path));
    const scale = alpha / (peft.rankStabilised ? Math.sqrt(rank) : rank);
    if (!(Math.fround(scale) > 0)) throw fail(`module ${path} has lora_alpha ${alpha}, which is no scale, expected a larger one`);
    const reached = Math.max(largest(A.data), scale * Math.max(largest(B.data), bias ? largest(bias.data) : 0));
    if (reached > LARGEST_HALF)
      throw fail(`module ${path} reaches ${reached.toPrecision(3)} under lora_alpha ${alpha}, expected at most ${LARGEST_HALF}`);
    adapter.set(path, { rank, scale, a: A.data, b: B.data, ...(bias ? { bias: bias.data } : {}) });
  }
  return adapter;
}

/**
 * The linear head of a sequence classifier, [width]; undefined for any other adapter.
 * @throws EngineError 'bad-adapter' when it is missing or of another shape.
 */
export function readRewardHead(files: PeftFiles, config: LlamaConfig, id: string): Float32Array | undefined {
  if (!readConfig(files, id).classifier) return undefined;
  const tensors = readSafetensors(files.tensors, `adapter ${id}: adapter_model.safetensors`);
  const head = REWARD_HEADS.map((name) => tensors.get(name)).find((tensor) => tensor !== undefined);
  if (head?.shape.length !== 2 || head.shape[0] !== 1 || head.shape[1] !== config.width) {
    const got = head ? `has shape [${head.shape}]` : 'is missing';
    throw new EngineError('bad-adapter', `adapter ${id}: tensor ${REWARD_HEAD} ${got}, expected [1, ${config.width}]`);
  }
  return head.data;
}
