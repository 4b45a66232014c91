/** Brings the kernels in: the build that this browser runs, and threads that are workers of the engine's. */
import relaxedWasm from 'virtual:kernels-relaxed.wasm?url';
import simdWasm from 'virtual:kernels-simd.wasm?url';
import { EngineError } from '../../lm/errors.ts';
import { relaxedIsFaster } from '../../lm/run/kernels/faster-kernels.ts';
import { type LoadedKernels, type LoadKernelsArgs, loadKernels } from '../../lm/run/kernels/load-kernels.ts';
import type { StartThread } from '../../lm/run/kernels/thread-pool.ts';
import type { TrainBinary } from '../../lm/train/train-kernels.ts';
import type { FetchBinary } from './ort.ts';

export interface OpenKernelsOptions extends Pick<LoadKernelsArgs, 'source' | 'threads' | 'onProgress' | 'onRead' | 'between'> {
  readonly fetchBinary: FetchBinary;
}

/** @throws EngineError 'backend' where the browser runs neither build, or as `loadKernels`. */
export function openKernels({ fetchBinary, ...args }: OpenKernelsOptions): Promise<LoadedKernels> {
  return loadKernels({ ...args, module: compiled(fetchBinary), startThread: startWorkerThread });
}

/** What training multiplies by. Relaxed SIMD, where there is any, adds and multiplies in one instruction, as nearly every processor can. */
export async function openTrainKernels(fetchBinary: FetchBinary, threads: number): Promise<TrainBinary> {
  return { module: await compiled(fetchBinary, () => true), threads, startThread: startWorkerThread };
}

/** Of the builds that the browser runs the one that is faster here; of integers both give the same numbers. */
async function compiled(fetchBinary: FetchBinary, isFaster = relaxedIsFaster): Promise<WebAssembly.Module> {
  const builds = [simdWasm, relaxedWasm].map(async (url) => new Uint8Array(await fetchBinary(new URL(url, self.location.href).href)));
  const [simd, relaxed] = (await Promise.all(builds)) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
  if (WebAssembly.validate(relaxed)) {
    const module = await WebAssembly.compile(relaxed);
    if (isFaster(module)) return module;
  }
  if (WebAssembly.validate(simd)) return WebAssembly.compile(simd);
  throw new EngineError('backend', 'this browser lacks what they need of WebAssembly (SIMD and shared memory).');
}

const startWorkerThread: StartThread = (start) => {
  const worker = new Worker(new URL('../worker/kernel-thread.ts', import.meta.url), {
    type: 'module',
    name: `tiller-kernels-${start.thread}`,
  });
  const ready = new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message || 'its script did not start'));
    };
  });
  worker.postMessage(start);
  return { ready, stop: () => worker.terminate() };
};
