/** The model cut to two layers, on Dawn or on the CPU, with what is known of it. */
import { readFileSync } from 'node:fs';
import * as cpuOrt from 'onnxruntime-node';
import * as gpuOrt from 'onnxruntime-web/webgpu';
import { openDevice, probeAdapter } from '../../src/engine/backends/device.ts';
import type { GpuFeatures } from '../../src/engine/protocol.ts';
import { readSlots } from '../../src/lm/adapters/bank-slots.ts';
import { shardedSource } from '../../src/lm/files/byte-source.ts';
import type { Precision, WeightFormat } from '../../src/lm/graph/llama-graph.ts';
import type { Bank, Forward } from '../../src/lm/run/forward.ts';
import { type GpuModel, openGpu } from '../../src/lm/run/gpu/open-gpu.ts';
import { type Backend, type LoadedModel, loadModel } from '../../src/lm/run/model.ts';
import { type LogitError, parseSelfCheck, type StoredLogits } from '../../src/lm/run/self-check.ts';
import { type AdapterShape, randomPeft } from '../../src/lm/testing/random-adapter.ts';
import { type LogitsCase, parseReference, type Reference } from '../../src/lm/testing/reference.ts';

gpuOrt.env.wasm.numThreads = 1;
gpuOrt.env.logLevel = 'error';

const read = (name: string) => new Uint8Array(readFileSync(new URL(`../fixtures/cut/${name}`, import.meta.url)));
const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(read(name)));

/** Weights rounded to 8-bit blocks have logits of their own: what is tested is the backend, not the rounding. */
export const reference: Reference = parseReference(json('reference.json'), read('reference-blocks8.bin').buffer);
/** The same of the file's own weights. */
export const exactReference: Reference = parseReference(json('reference.json'), read('reference.bin').buffer);
const shape: AdapterShape = { layers: 2, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary: reference.vocabulary };

/**
 * How far logits of the cut model may be from the known ones: in f32 as in src/lm/run/parity.test.ts. In f16, of 1.7 million logits: measured
 * 0.22 and 0.033.
 */
export const TOLERANCE: Readonly<Record<Precision, LogitError>> = {
  f32: { largest: 1e-3, spread: 3e-4 },
  f16: { largest: 0.4, spread: 0.06 },
};

export const PRECISIONS: readonly Precision[] = ['f32', 'f16'];

/** Cases of a bank with prompts of that many tokens. */
export function casesOf(bank: string, promptLength: number, { logits } = reference): LogitsCase[] {
  return logits.filter((each) => each.bank === bank && each.positions[0] === promptLength - 1);
}

/** The known logits with the weights in that format. */
export function storedLogits(weights: WeightFormat): StoredLogits {
  const file = weights === 'dense' ? 'self-check.json' : `self-check-${weights}.json`;
  const { sha256 } = json('manifest.json') as { readonly sha256: string };
  return parseSelfCheck(json(file), sha256, file);
}

export interface Cut {
  readonly forward: Forward;
  /** Mounts a bank of the reference. */
  mount(bank: string): Promise<Bank>;
}

const source = () => shardedSource([read('cut.part-0.bin')]);

async function load(backend: Backend): Promise<Cut> {
  return withBanks(await loadModel({ source: source(), backend, context: 128 }));
}

function withBanks({ forward, config }: Pick<LoadedModel, 'forward' | 'config'>): Cut {
  const mount = async (bank: string) => {
    const files = (reference.banks[bank] ?? []).map((spec) => randomPeft(spec, shape));
    return forward.mount(readSlots(files, config).slots);
  };
  return { forward, mount };
}

export const onCpu = (weights: WeightFormat): Promise<Cut> =>
  load({ ort: cpuOrt, provider: 'cpu', weights, precision: 'f32', sessionOptions: { intraOpNumThreads: 1 } });

export interface OnGpu {
  readonly device: GPUDevice;
  /** For sessions of one's own on the device. */
  readonly backend: Backend;
  load(): Promise<Cut>;
}

/** In our own shaders. */
export async function onOwn(gpu: GPU): Promise<Cut & { readonly device: GPUDevice; readonly model: GpuModel }> {
  const device = await openDevice(await probeAdapter(gpu, { software: true }), { f16: false, subgroups: false });
  const model = await openGpu({ source: source(), device, context: 128 });
  return { device, model, ...withBanks(model) };
}

/** @param uncured Leaves shaders as they are, whatever the compiler does to them. */
export async function onGpu(
  gpu: GPU,
  weights: WeightFormat,
  { f16, subgroups }: Pick<GpuFeatures, 'f16' | 'subgroups'>,
  uncured = false,
): Promise<OnGpu> {
  const compile = GPUDevice.prototype.createShaderModule;
  const device = await openDevice(await probeAdapter(gpu, { software: true }), { f16, subgroups });
  if (uncured) device.createShaderModule = compile.bind(device);
  const provider = { name: 'webgpu', device } as Backend['provider'];
  const backend: Backend = { ort: gpuOrt, provider, weights, precision: f16 ? 'f16' : 'f32' };
  return { device, backend, load: () => load(backend) };
}
