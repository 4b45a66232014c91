/** The rungs of the backend ladder over ONNX Runtime: own WebGPU device, WASM with threads, WASM with one. */
import { EngineError } from '../../lm/errors.ts';
import type { ByteSource } from '../../lm/files/byte-source.ts';
import type { Precision, WeightFormat } from '../../lm/graph/llama-graph.ts';
import { checkAttention } from '../../lm/run/attention-check.ts';
import { type Backend, type LoadedModel, loadModel } from '../../lm/run/model.ts';
import { readModelFile } from '../../lm/run/model-file.ts';
import { type StoredLogits, selfCheck } from '../../lm/run/self-check.ts';
import type { BackendId, GpuFeatures, LoadPhase, WeightBits } from '../protocol.ts';
import { type DeviceWatch, openDevice, probeAdapter, watchDevice } from './device.ts';
import { type Candidate, endsClimb, type Rung, RungRefused } from './ladder.ts';
import { type FetchBinary, loadCpuOrt, loadGpuOrt } from './ort.ts';
import { threadCount, threadsRefusal } from './platform.ts';

/** A model on a rung. */
export interface Mounted extends LoadedModel {
  readonly precision: Precision;
  readonly threads: number;
  /** The GPU's: with what it was opened, and what goes wrong on it. */
  readonly gpu?: { readonly features: GpuFeatures; readonly watch: DeviceWatch };
}

export interface RungOptions {
  readonly source: ByteSource;
  readonly weightBits: WeightBits;
  /** The user asked for this backend by name: what is merely unwise is allowed. */
  readonly wanted: 'auto' | BackendId;
  /** With which the GPU's numbers were right at an earlier load: tried before the others. */
  readonly gpuFirst?: GpuFeatures | undefined;
  /** Known logits with the weights in that format. */
  readonly stored: (weights: WeightFormat) => Promise<StoredLogits | undefined>;
  readonly fetchBinary: FetchBinary;
  readonly signal: AbortSignal;
  readonly onProgress: (backend: BackendId, phase: LoadPhase, done: number, total: number, note: string) => void;
}

/** How a WebGPU device may be tried, best first. Drivers with wrong subgroups or half precision need the later ones. */
const GPU_TRIES: readonly GpuFeatures[] = [
  { f16: true, subgroups: true },
  { f16: true, subgroups: false },
  { f16: false, subgroups: true },
  { f16: false, subgroups: false },
];

export function createRungs(options: RungOptions): readonly Rung<Mounted>[] {
  return [
    { backend: 'webgpu', last: false, open: () => openGpu(options) },
    { backend: 'wasm-threads', last: true, open: () => openThreads(options) },
    { backend: 'wasm', last: true, open: () => openCpu('wasm', 1, options) },
  ];
}

async function openThreads(options: RungOptions): Promise<Candidate<Mounted>> {
  const refusal = threadsRefusal(self, navigator);
  if (refusal) throw new RungRefused(refusal);
  return openCpu('wasm-threads', threadCount(navigator.hardwareConcurrency), options);
}

async function openCpu(backend: 'wasm-threads' | 'wasm', threads: number, options: RungOptions): Promise<Candidate<Mounted>> {
  const ort = await loadCpuOrt(threads, options.fetchBinary);
  const candidate = await mount(backend, { ort, provider: 'wasm', weights: 'dense', precision: 'f32' }, { threads }, options);
  return { ...candidate, detail: `Runs on the CPU with ${threads} ${threads === 1 ? 'thread' : 'threads'}.${candidate.detail}` };
}

async function openGpu(options: RungOptions): Promise<Candidate<Mounted>> {
  const gpu = 'gpu' in navigator ? navigator.gpu : undefined;
  const software = options.wanted === 'webgpu';
  const { name, ...has } = await probeAdapter(gpu, { software });
  const weights: WeightFormat = options.weightBits === 4 ? 'blocks4' : 'blocks8';
  const ort = await loadGpuOrt(options.fetchBinary);
  const { config } = await readModelFile(options.source);
  const failures: string[] = [];
  for (const features of gpuTries(has, options.gpuFirst)) {
    const words = `${features.f16 ? 'f16' : 'f32'}${features.subgroups ? ' with subgroups' : ''}`;
    let device: GPUDevice | undefined;
    try {
      device = await openDevice(await probeAdapter(gpu, { software }), features);
      const precision: Precision = features.f16 ? 'f16' : 'f32';
      const provider = { name: 'webgpu', device } as Backend['provider'];
      await checkAttention(ort, provider, config, precision);
      const candidate = await mount('webgpu', { ort, provider, weights, precision }, { threads: 1, device, features }, options);
      const before = failures.map((failure) => ` Turned off before: ${failure}`).join('');
      return { ...candidate, detail: `Runs on the GPU (${name}) in ${words}.${candidate.detail}${before}` };
    } catch (error) {
      device?.destroy();
      if (options.signal.aborted || endsClimb(error)) throw error;
      // The tries after it need as much.
      if (error instanceof EngineError && error.code === 'out-of-memory') throw error;
      failures.push(`${words}: ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new EngineError('backend', failures.join(' '));
}

/** The tries that an adapter with these features allows, with the one that held earlier in front. */
export function gpuTries(has: GpuFeatures, first: GpuFeatures | undefined): readonly GpuFeatures[] {
  const possible = GPU_TRIES.filter((features) => (has.f16 || !features.f16) && (has.subgroups || !features.subgroups));
  const isFirst = ({ f16, subgroups }: GpuFeatures) => f16 === first?.f16 && subgroups === first?.subgroups;
  return [...possible.filter(isFirst), ...possible.filter((features) => !isFirst(features))];
}

/** Loads, checks and times the model on a backend. */
async function mount(
  backend: BackendId,
  how: Backend,
  on: { readonly threads: number; readonly device?: GPUDevice; readonly features?: GpuFeatures },
  { source, stored, signal, onProgress }: RungOptions,
): Promise<Candidate<Mounted>> {
  const notes = { weights: 'Unpacking the weights', session: 'Building the network' } as const;
  const gpu = on.device && on.features && { features: on.features, watch: watchDevice(on.device) };
  let loaded: LoadedModel | undefined;
  try {
    const known = await stored(how.weights);
    loaded = await loadModel({
      source,
      backend: how,
      onProgress: (phase, done, total) => {
        signal.throwIfAborted();
        onProgress(backend, phase, done, total, notes[phase]);
      },
    });
    const { forward } = loaded;
    signal.throwIfAborted();
    onProgress(backend, 'check', 0, 1, 'Checking that the numbers are right');
    const { error, msPerToken } = await selfCheck(forward, { stored: known, ...how, budgetMs: gpu ? 1_500 : 400 });
    if (gpu?.watch.failure) throw gpu.watch.failure;
    onProgress(backend, 'check', 1, 1, 'Checked');
    const checked =
      error === undefined
        ? ' There are no known logits to check it with.'
        : ` Its logits agree with the known ones within ${error.largest.toPrecision(2)}.`;
    const model: Mounted = { ...loaded, precision: how.precision, threads: on.threads, ...(gpu ? { gpu } : {}) };
    const dispose = async () => {
      await forward.dispose();
      on.device?.destroy();
    };
    return { model, msPerToken, detail: checked, dispose };
  } catch (error) {
    await loaded?.forward.dispose();
    // What went wrong on the device explains what came of it.
    throw gpu?.watch.failure ?? error;
  }
}
