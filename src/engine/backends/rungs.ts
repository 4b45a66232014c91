/** The rungs of the backend ladder over ONNX Runtime: own WebGPU device, WASM with threads, WASM with one. */
import { EngineError, messageOf } from '../../lm/errors.ts';
import type { ByteSource, ForgettingSource } from '../../lm/files/byte-source.ts';
import type { Precision, WeightFormat } from '../../lm/graph/llama-graph.ts';
import { checkAttention } from '../../lm/run/attention-check.ts';
import { checkOwnAttention } from '../../lm/run/gpu/check-own-attention.ts';
import { openGpu as openOwn } from '../../lm/run/gpu/open-gpu.ts';
import { type Backend, type LoadedModel, type LoadModelArgs, loadModel } from '../../lm/run/model.ts';
import { beginModelFile } from '../../lm/run/model-file.ts';
import { type StoredLogits, selfCheck } from '../../lm/run/self-check.ts';
import type { Arithmetic, BackendId, CpuNetwork, GpuFeatures, LoadPhase, WeightBits } from '../protocol.ts';
import { taskPause } from '../task-pause.ts';
import { type DeviceWatch, openDevice, probeAdapter, watchDevice } from './device.ts';
import { openKernels } from './kernels.ts';
import { type Candidate, endsClimb, type Rung, RungRefused } from './ladder.ts';
import { type FetchBinary, loadCpuOrt, loadGpuOrt } from './ort.ts';
import { threadCount, threadsRefusal } from './platform.ts';

/** A network that was loaded, whatever computes it. */
type Loaded = Pick<LoadedModel, 'forward' | 'config' | 'tokenizer'>;

/** A model on a rung. */
export interface Mounted extends Loaded {
  readonly precision: Arithmetic;
  readonly threads: number;
  /** The GPU's: with what it was opened, and what goes wrong on it. */
  readonly gpu?: { readonly features: GpuFeatures; readonly watch: DeviceWatch };
}

export interface RungOptions {
  readonly source: ForgettingSource;
  /** The same once more, for who needs what was forgotten. */
  readonly again: () => Promise<ForgettingSource>;
  /** Weights in ONNX Runtime's blocks of so many bits on the GPU; the file's own unless told. */
  readonly weightBits?: WeightBits | undefined;
  /** Only the CPU's rungs, with this network. */
  readonly cpu?: CpuNetwork | undefined;
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
  { exact: true, f16: false, subgroups: false },
  { exact: false, f16: true, subgroups: true },
  { exact: false, f16: true, subgroups: false },
  { exact: false, f16: false, subgroups: true },
  { exact: false, f16: false, subgroups: false },
];

export function createRungs(options: RungOptions): readonly Rung<Mounted>[] {
  const gpu: Rung<Mounted> = { backend: 'webgpu', last: false, open: () => openGpu(options) };
  return [
    ...(options.cpu ? [] : [gpu]),
    { backend: 'wasm-threads', last: true, open: () => openThreads(options) },
    { backend: 'wasm', last: true, open: () => openCpu('wasm', 1, options) },
  ];
}

async function openThreads(options: RungOptions): Promise<Candidate<Mounted>> {
  const refusal = threadsRefusal(self, navigator);
  if (refusal) throw new RungRefused(refusal);
  return openCpu('wasm-threads', threadCount(navigator.hardwareConcurrency), options);
}

/** Unless the reader chooses. */
const USUAL: CpuNetwork = 'integers';

/**
 * Integers where they are wanted and can be had, else float32: what they cannot hold, or compute wrongly here, costs speed and nothing else. Where their
 * memory is refused there is none for float32, which needs five times as much.
 */
async function openCpu(backend: 'wasm-threads' | 'wasm', threads: number, options: RungOptions): Promise<Candidate<Mounted>> {
  if ((options.cpu ?? USUAL) === 'floats') return openFloats(backend, threads, options);
  let forgotten = false;
  const forget = (end: number): void => {
    forgotten = true;
    options.source.forget(end);
  };
  try {
    return await openIntegers(backend, threads, { ...options, forget });
  } catch (error) {
    if (options.signal.aborted || endsClimb(error) || isOutOfMemory(error)) throw error;
    const source = forgotten ? await options.again() : options.source;
    const candidate = await openFloats(backend, threads, { ...options, source });
    return { ...candidate, detail: `${candidate.detail} In float32, since the integer kernels were refused: ${messageOf(error)}` };
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'out-of-memory';
}

async function openIntegers(
  backend: 'wasm-threads' | 'wasm',
  threads: number,
  options: RungOptions & { readonly forget: (end: number) => void },
): Promise<Candidate<Mounted>> {
  const { source, fetchBinary, forget } = options;
  const how: How = {
    weights: 'dense',
    precision: 'integers',
    load: (onProgress) =>
      openKernels({
        source,
        threads,
        fetchBinary,
        onRead: forget,
        onProgress: (done, total) => onProgress('weights', done, total),
        between: taskPause(),
      }),
  };
  const candidate = await mount(backend, how, { threads }, options);
  const { threads: started } = candidate.model;
  return { ...candidate, detail: `Runs on the CPU with ${countThreads(started)}, in integers.${candidate.detail}` };
}

async function openFloats(backend: 'wasm-threads' | 'wasm', threads: number, options: RungOptions): Promise<Candidate<Mounted>> {
  const ort = await loadCpuOrt(threads, options.fetchBinary);
  const how = runtime({ ort, provider: 'wasm', weights: 'dense', precision: 'f32' }, options.source);
  const candidate = await mount(backend, how, { threads }, options);
  return { ...candidate, detail: `Runs on the CPU with ${countThreads(threads)}.${candidate.detail}` };
}

function countThreads(threads: number): string {
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

async function openGpu(options: RungOptions): Promise<Candidate<Mounted>> {
  const gpu = 'gpu' in navigator ? navigator.gpu : undefined;
  const software = options.wanted === 'webgpu';
  const { name, ...has } = await probeAdapter(gpu, { software });
  const failures: string[] = [];
  for (const features of gpuTries(has, options.gpuFirst, options.weightBits)) {
    let device: GPUDevice | undefined;
    try {
      device = await openDevice(await probeAdapter(gpu, { software }), features);
      const on = { threads: 1, device, features };
      const candidate = await mount(
        'webgpu',
        features.exact ? await ownShaders(device, options) : await gpuRuntime(device, features, options),
        on,
        options,
      );
      const before = failures.map((failure) => ` Turned off before: ${failure}`).join('');
      return { ...candidate, detail: `Runs on the GPU (${name}) in ${wordsOf(features)}.${candidate.detail}${before}` };
    } catch (error) {
      device?.destroy();
      if (options.signal.aborted || endsClimb(error)) throw error;
      // The tries after it need as much.
      if (isOutOfMemory(error)) throw error;
      failures.push(`${wordsOf(features)}: ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new EngineError('backend', failures.join(' '));
}

function wordsOf({ exact, f16, subgroups }: GpuFeatures): string {
  if (exact) return 'f32 with exact weights';
  return `${f16 ? 'f16' : 'f32'}${subgroups ? ' with subgroups' : ''}`;
}

/** Our own shaders, whose attention is checked before anything is uploaded. */
async function ownShaders(device: GPUDevice, { source }: RungOptions): Promise<How> {
  const { config } = await beginModelFile(source);
  await checkOwnAttention(device, config);
  return { weights: 'dense', precision: 'f32', load: (onProgress) => openOwn({ source, device, onProgress }) };
}

/** ONNX Runtime on the device, whose attention is checked before anything is built. */
async function gpuRuntime(device: GPUDevice, { f16 }: GpuFeatures, { source, weightBits, fetchBinary }: RungOptions): Promise<How> {
  const ort = await loadGpuOrt(fetchBinary);
  const { config } = await beginModelFile(source);
  const precision: Precision = f16 ? 'f16' : 'f32';
  const provider = { name: 'webgpu', device } as Backend['provider'];
  await checkAttention(ort, provider, config, precision);
  return runtime({ ort, provider, weights: weightBits === 4 ? 'blocks4' : 'blocks8', precision }, source);
}

/** The tries that an adapter with these features allows, with the one that held earlier in front; of weights in blocks where these are asked for. */
export function gpuTries(
  has: Pick<GpuFeatures, 'f16' | 'subgroups'>,
  first: GpuFeatures | undefined,
  weightBits?: WeightBits,
): readonly GpuFeatures[] {
  const possible = GPU_TRIES.filter(
    ({ exact, f16, subgroups }) => (has.f16 || !f16) && (has.subgroups || !subgroups) && !(exact && weightBits !== undefined),
  );
  const isFirst = ({ exact, f16, subgroups }: GpuFeatures) => exact === first?.exact && f16 === first.f16 && subgroups === first.subgroups;
  return [...possible.filter(isFirst), ...possible.filter((features) => !isFirst(features))];
}

/** A model on its way to a backend. */
interface How {
  /** How the weights are rounded: which of the known logits it must have. */
  readonly weights: WeightFormat;
  readonly precision: Arithmetic;
  readonly load: (onProgress: NonNullable<LoadModelArgs['onProgress']>) => Promise<Loaded & { readonly threads?: number }>;
}

function runtime(backend: Backend, source: ByteSource): How {
  return { ...backend, load: (onProgress) => loadModel({ source, backend, onProgress }) };
}

/** A CPU's steps take about the same time, and are compared with none that is much like theirs. */
const CPU_STEPS = { warm: 1, timed: 2 };

/** Loads, checks and times the model on a backend. */
async function mount(
  backend: BackendId,
  how: How,
  on: { readonly threads: number; readonly device?: GPUDevice; readonly features?: GpuFeatures },
  { stored, signal, onProgress }: RungOptions,
): Promise<Candidate<Mounted>> {
  const notes = { weights: 'Unpacking the weights', session: 'Building the network' } as const;
  const gpu = on.device && on.features && { features: on.features, watch: watchDevice(on.device) };
  let loaded: Awaited<ReturnType<typeof how.load>> | undefined;
  try {
    const knowing = stored(how.weights);
    // It is awaited where it is needed: that it failed is told there.
    knowing.catch(() => undefined);
    loaded = await how.load((phase, done, total) => {
      signal.throwIfAborted();
      onProgress(backend, phase, done, total, notes[phase]);
    });
    const { forward } = loaded;
    const known = await knowing;
    signal.throwIfAborted();
    onProgress(backend, 'check', 0, 1, 'Checking that the numbers are right');
    const { error, msPerToken } = await selfCheck(forward, {
      stored: known,
      weights: how.weights,
      precision: how.precision,
      ...(gpu ? { budgetMs: 1_500 } : { budgetMs: 400, steps: CPU_STEPS }),
    });
    if (gpu?.watch.failure) throw gpu.watch.failure;
    onProgress(backend, 'check', 1, 1, 'Checked');
    const checked =
      error === undefined
        ? ' There are no known logits to check it with.'
        : ` Its logits agree with the known ones within ${error.largest.toPrecision(2)}.`;
    const model: Mounted = { ...loaded, precision: how.precision, threads: loaded.threads ?? on.threads, ...(gpu ? { gpu } : {}) };
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
