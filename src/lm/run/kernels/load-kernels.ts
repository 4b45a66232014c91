/** From a GGUF to a network over the kernels. */

import { HOOKS, linearsOf } from '../../arch/linears.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import { EngineError } from '../../errors.ts';
import type { ByteSource } from '../../files/byte-source.ts';
import type { GgufFile } from '../../files/gguf.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';
import type { Forward } from '../forward.ts';
import { beginModelFile } from '../model-file.ts';
import { KernelForward } from './kernel-forward.ts';
import { createMemory, KernelMemory } from './kernel-memory.ts';
import { instantiate } from './kernels.ts';
import { holdsExactly, packModel } from './pack-weights.ts';
import { type StartThread, ThreadPool } from './thread-pool.ts';

export interface LoadKernelsArgs {
  /** The GGUF's bytes, packed as they arrive. */
  readonly source: ByteSource;
  readonly module: WebAssembly.Module | Promise<WebAssembly.Module>;
  /** Threads wanted; as many as start are taken. */
  readonly threads: number;
  /** Starts a thread beside the caller's; without it there is one. */
  readonly startThread?: StartThread;
  /** Longest sequence in tokens, at most the model's own; 2048 unless told. */
  readonly context?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Told that no byte of the file before this one is read again. */
  readonly onRead?: (end: number) => void;
  /** Awaited between pieces of the work, some thousandths of a second each. */
  readonly between?: () => Promise<void>;
}

export interface LoadedKernels {
  readonly forward: Forward;
  readonly config: LlamaConfig;
  readonly tokenizer: Tokenizer;
  /** Bytes of the packed weights. */
  readonly weightBytes: number;
  /** That started. */
  readonly threads: number;
  /** Of the kernels' memory, at present: weights, banks, caches and what runs work in. */
  readonly usedBytes: () => number;
}

const DEFAULT_CONTEXT = 2048;

/**
 * The first of a model's linears that the kernels would have to round, in words; undefined where they hold all as the file does.
 */
export function roundedLinear(file: GgufFile, config: LlamaConfig): string | undefined {
  const names = HOOKS.flatMap((hook) => linearsOf(config, hook)).flatMap(({ parts }) => parts.map(({ tensor }) => tensor));
  for (const name of ['token_embd.weight', ...names]) {
    const tensor = file.tensors.get(name);
    if (tensor && !holdsExactly(tensor.type)) return `tensor ${name} has type ${tensor.type}`;
  }
  return undefined;
}

/**
 * @throws EngineError 'unsupported-model'; 'out-of-memory'; 'backend' for weights that integers cannot hold as they are; what keeps the file or the
 *   module away.
 */
export async function loadKernels(args: LoadKernelsArgs): Promise<LoadedKernels> {
  const { source, threads, startThread, context = DEFAULT_CONTEXT, onProgress, onRead, between } = args;
  const [{ gguf: file, config, tokenizer }, module] = await Promise.all([beginModelFile(source), args.module]);
  const rounded = roundedLinear(file, config);
  if (rounded) throw new EngineError('backend', `the integer kernels hold Q4_0, Q4_1 and Q8_0 as they are, and ${rounded}`);
  const wasm = createMemory();
  const kernels = instantiate(module, wasm);
  const memory = new KernelMemory(wasm, kernels.heapBase());
  const length = Math.min(context, config.context);
  // Threads start while the weights are packed.
  const opening = ThreadPool.open(kernels, module, memory, threads, startThread);
  try {
    const model = await packModel({
      file,
      config,
      context: length,
      memory,
      kernels,
      ...(onProgress ? { onProgress } : {}),
      ...(onRead ? { onRead } : {}),
      ...(between ? { between } : {}),
    });
    const pool = await opening;
    const forward = new KernelForward({ config, context: length, memory, model, pool, kernels });
    return { forward, config, tokenizer, weightBytes: model.weightBytes, threads: pool.size, usedBytes: () => memory.used };
  } catch (error) {
    (await opening).dispose();
    throw error;
  }
}
