import type { GgufFile } from '../files/gguf.ts';
import { KernelForward } from '../run/kernels/kernel-forward.ts';
import { createMemory, KernelMemory } from '../run/kernels/kernel-memory.ts';
import { instantiate } from '../run/kernels/kernels.ts';
import { packModel } from '../run/kernels/pack-weights.ts';
import { type StartThread, ThreadPool } from '../run/kernels/thread-pool.ts';
import type { OpenedForward } from './forward-suite.ts';
import { TINY } from './tiny-llama.ts';

export interface TinyKernelsOptions {
  readonly module: WebAssembly.Module;
  /** One unless told. */
  readonly threads?: number;
  readonly startThread?: StartThread;
  readonly context?: number;
}

export interface TinyKernels extends OpenedForward {
  readonly memory: KernelMemory;
  readonly threads: number;
}

/** The network of a GGUF of TINY's shape, on the kernels. `held` counts pages of the cache. */
export async function tinyKernels(file: GgufFile, options: TinyKernelsOptions): Promise<TinyKernels> {
  const { module, threads = 1, startThread, context = TINY.context } = options;
  const wasm = createMemory();
  const kernels = instantiate(module, wasm);
  const memory = new KernelMemory(wasm, kernels.heapBase());
  const model = await packModel({ file, config: TINY, context, memory, kernels });
  const pages = new Set<number>();
  const pageBytes = kernels.pageBytes(model.address);
  const { allocate, free } = { allocate: memory.allocate.bind(memory), free: memory.free.bind(memory) };
  memory.allocate = (bytes) => {
    const at = allocate(bytes);
    if (bytes === pageBytes) pages.add(at);
    return at;
  };
  memory.free = (at) => {
    pages.delete(at);
    free(at);
  };
  const pool = await ThreadPool.open(kernels, module, memory, threads, startThread);
  const forward = new KernelForward({ config: TINY, context, memory, model, pool, kernels });
  return { forward, memory, threads: pool.size, held: () => pages.size };
}
