/** Brings in the build of ONNX Runtime that a rung needs, and no other. Its .mjs and .wasm are files of our own site. */
import type { env as OrtEnv } from 'onnxruntime-common';
import asyncifyMjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiMjs from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import plainMjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { heapRuntime } from '../../lm/run/heap-runtime.ts';
import tapMjs from '../../lm/run/module-tap.mjs?url';
import { moduleTap } from '../../lm/run/module-tap.ts';
import type { OrtRuntime } from '../../lm/run/ort-runtime.ts';

type OrtModule = OrtRuntime & { readonly env: typeof OrtEnv };

/** The bytes of a file of the site; the runtime's own way to them waits for ever where a host says nothing. */
export type FetchBinary = (url: string) => Promise<Uint8Array>;

/**
 * The CPU build, with the key-value cache kept in its memory; its thread count is fixed with the first session.
 * @param fetchBinary The runtime fetches its .wasm itself unless told.
 */
export async function loadCpuOrt(threads: number, fetchBinary?: FetchBinary): Promise<OrtRuntime> {
  const module = moduleTap(absolute(plainMjs));
  return heapRuntime(await configured(await import('onnxruntime-web/wasm'), tapMjs, plainWasm, threads, fetchBinary), module);
}

/** The WebGPU build: by JSPI where the browser has it (smaller, less overhead a call), else Asyncify. */
export async function loadGpuOrt(fetchBinary?: FetchBinary): Promise<OrtRuntime> {
  return 'Suspending' in WebAssembly
    ? configured(await import('onnxruntime-web/jspi'), jspiMjs, jspiWasm, 1, fetchBinary)
    : configured(await import('onnxruntime-web/webgpu'), asyncifyMjs, asyncifyWasm, 1, fetchBinary);
}

async function configured(
  ort: OrtModule,
  mjs: string,
  wasm: string,
  threads: number,
  fetchBinary: FetchBinary | undefined,
): Promise<OrtRuntime> {
  ort.env.wasm.wasmPaths = { mjs: absolute(mjs), wasm: absolute(wasm) };
  if (fetchBinary) ort.env.wasm.wasmBinary = await fetchBinary(absolute(wasm));
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  return ort;
}

/** The threads' workers have another base than this one. */
function absolute(url: string): string {
  return new URL(url, self.location.href).href;
}
