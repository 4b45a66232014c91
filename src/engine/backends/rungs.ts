/** The rungs of the backend ladder over ONNX Runtime: own WebGPU device, WASM with threads, WASM with one. */
import { EngineError } from '../../lm/errors.ts';
import type { ByteSource } from '../../lm/files/byte-source.ts';
import type { Precision, WeightFormat } from '../../lm/graph/llama-graph.ts';
import { type Backend, type LoadedModel, type LoadModelArgs, loadModel } from '../../lm/run/model.ts';
import { type StoredLogits, selfCheck } from '../../lm/run/self-check.ts';
import type { BackendId, LoadPhase, WeightBits } from '../protocol.ts';
import { openDevice, probeAdapter } from './device.ts';
import { type Candidate, type Rung, RungRefused } from './ladder.ts';
import { loadCpuOrt, loadGpuOrt } from './ort.ts';
import { isIos, threadCount } from './platform.ts';

/** A model on a rung. */
export interface Mounted extends LoadedModel {
  readonly precision: Precision;
  readonly threads: number;
  /** The GPU's, to know when it is lost. */
  readonly device?: GPUDevice;
}

export interface RungOptions {
  readonly source: ByteSource;
  readonly slots: LoadModelArgs['slots'];
  readonly weightBits: WeightBits;
  /** The user asked for this backend by name: what is merely unwise is allowed. */
  readonly wanted: 'auto' | BackendId;
  /** Known logits with the weights in that format. */
  readonly stored: (weights: WeightFormat) => Promise<StoredLogits | undefined>;
  readonly signal: AbortSignal;
  readonly onProgress: (backend: BackendId, phase: LoadPhase, done: number, total: number, note: string) => void;
}

/**
 * Largest difference of a logit that is still right. Backends that are right agree within 0.0001 in f32; wrong attention gave 0.1 to 3.
 * Rounding every result to f16 moves them by 0.02 (in PyTorch), sums kept in f16 by more.
 */
const TOLERANCE: Record<Precision, number> = { f32: 0.02, f16: 0.3 };

/** How a WebGPU device may be tried, best first. Software and drivers with wrong subgroups need the later ones. */
const GPU_TRIES = [
  { f16: true, subgroups: true },
  { f16: true, subgroups: false },
  { f16: false, subgroups: true },
  { f16: false, subgroups: false },
] as const;

export function createRungs(options: RungOptions): readonly Rung<Mounted>[] {
  return [
    { backend: 'webgpu', last: false, open: () => openGpu(options) },
    { backend: 'wasm-threads', last: true, open: () => openThreads(options) },
    { backend: 'wasm', last: true, open: () => openCpu('wasm', 1, options) },
  ];
}

async function openThreads(options: RungOptions): Promise<Candidate<Mounted>> {
  if (!self.crossOriginIsolated || typeof SharedArrayBuffer === 'undefined') {
    throw new RungRefused('The page is not cross-origin isolated, which threads need (the host sends no COOP and COEP headers).');
  }
  if (isIos(navigator)) throw new RungRefused('On iPhone and iPad threads run out of memory.');
  const threads = threadCount(navigator.hardwareConcurrency || 1);
  if (threads < 2) throw new RungRefused('This machine offers one core.');
  return openCpu('wasm-threads', threads, options);
}

async function openCpu(backend: 'wasm-threads' | 'wasm', threads: number, options: RungOptions): Promise<Candidate<Mounted>> {
  const ort = await loadCpuOrt(threads);
  const candidate = await mount(backend, { ort, provider: 'wasm', weights: 'dense', precision: 'f32' }, { threads }, options);
  return { ...candidate, detail: `Runs on the CPU with ${threads} ${threads === 1 ? 'thread' : 'threads'}.${candidate.detail}` };
}

async function openGpu(options: RungOptions): Promise<Candidate<Mounted>> {
  const gpu = 'gpu' in navigator ? navigator.gpu : undefined;
  const software = options.wanted === 'webgpu';
  const { f16, subgroups, name } = await probeAdapter(gpu, { software });
  const tries = GPU_TRIES.filter((features) => (f16 || !features.f16) && (subgroups || !features.subgroups));
  const weights: WeightFormat = options.weightBits === 4 ? 'blocks4' : 'blocks8';
  const ort = await loadGpuOrt();
  const failures: string[] = [];
  for (const features of tries) {
    const words = `${features.f16 ? 'f16' : 'f32'}${features.subgroups ? ' with subgroups' : ''}`;
    const device = await openDevice(await probeAdapter(gpu, { software }), features);
    try {
      const precision: Precision = features.f16 ? 'f16' : 'f32';
      const provider = { name: 'webgpu', device } as Backend['provider'];
      const candidate = await mount('webgpu', { ort, provider, weights, precision }, { threads: 1, device }, options);
      const before = failures.map((failure) => ` Turned off before: ${failure}`).join('');
      return { ...candidate, detail: `Runs on the GPU (${name}) in ${words}.${candidate.detail}${before}` };
    } catch (error) {
      device.destroy();
      if (options.signal.aborted || !(error instanceof Error) || isModelError(error)) throw error;
      failures.push(`${words}: ${error.message}`);
    }
  }
  throw new EngineError('backend', failures.join(' ') || 'The device could not be opened.');
}

/** Loads, checks and times the model on a backend. */
async function mount(
  backend: BackendId,
  how: Backend,
  with_: { readonly threads: number; readonly device?: GPUDevice },
  { source, slots, stored, signal, onProgress }: RungOptions,
): Promise<Candidate<Mounted>> {
  const notes = { weights: 'Unpacking the weights', session: 'Building the network' } as const;
  const loaded = await loadModel({
    source,
    slots,
    backend: how,
    onProgress: (phase, done, total) => {
      signal.throwIfAborted();
      onProgress(backend, phase, done, total, notes[phase]);
    },
  });
  try {
    signal.throwIfAborted();
    onProgress(backend, 'check', 0, 1, 'Checking that the numbers are right');
    const { worst, msPerToken } = await selfCheck(loaded.forward, {
      stored: await stored(how.weights),
      tolerance: TOLERANCE[how.precision],
      budgetMs: with_.device ? 1_500 : 400,
    });
    onProgress(backend, 'check', 1, 1, 'Checked');
    const checked =
      worst === undefined
        ? ' There are no known logits to check it with.'
        : ` Its logits agree with the known ones within ${worst.toPrecision(2)}.`;
    const model: Mounted = { ...loaded, precision: how.precision, ...with_ };
    const dispose = async () => {
      await loaded.forward.dispose();
      with_.device?.destroy();
    };
    return { model, msPerToken, detail: checked, dispose };
  } catch (error) {
    await loaded.forward.dispose();
    throw error;
  }
}

function isModelError(error: Error): boolean {
  return error instanceof EngineError && (error.code === 'unsupported-model' || error.code === 'bad-adapter');
}
