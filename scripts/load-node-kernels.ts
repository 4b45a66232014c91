/** A model over the kernels in Node, with threads that are workers of Node. */
import { Worker } from 'node:worker_threads';
import { type LoadedKernels, type LoadKernelsArgs, loadKernels } from '../src/lm/run/kernels/load-kernels.ts';
import type { StartThread } from '../src/lm/run/kernels/thread-pool.ts';
import type { TrainBinary } from '../src/lm/train/train-kernels.ts';
import type { Binary } from './build-kernels.ts';
import { nodeKernels } from './node-kernels.ts';

/** @param binary The faster one that this Node can run, unless told. @throws Error where it cannot run that. */
export async function nodeKernel(binary?: Binary): Promise<WebAssembly.Module> {
  const modules = await nodeKernels();
  const module = binary ? modules.get(binary) : (modules.get('relaxed') ?? modules.get('simd'));
  if (!module) throw new Error(`this Node cannot run the ${binary ?? 'simd'} kernels`);
  return module;
}

export const startNodeThread: StartThread = (start) => {
  const worker = new Worker(new URL('./node-kernel-thread.mjs', import.meta.url), { workerData: start });
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => {
      // A thread that waits for jobs keeps no process alive.
      worker.unref();
      resolve();
    });
    worker.once('error', reject);
  });
  return { ready, stop: () => void worker.terminate() };
};

/** What training multiplies by in Node, with one thread. */
export async function nodeTrainKernels(): Promise<TrainBinary> {
  return { module: await nodeKernel(), threads: 1 };
}

/** The whole way from a GGUF, one thread unless told. */
export async function loadNodeKernels(
  args: Pick<LoadKernelsArgs, 'source' | 'context' | 'onRead'> & { readonly threads?: number; readonly binary?: Binary },
): Promise<LoadedKernels> {
  const { threads = 1, binary, ...rest } = args;
  return loadKernels({ ...rest, threads, module: await nodeKernel(binary), ...(threads > 1 ? { startThread: startNodeThread } : {}) });
}
