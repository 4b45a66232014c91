import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import * as ort from 'onnxruntime-web/wasm';
import { moduleTap } from '../src/lm/run/module-tap.ts';

/** ONNX Runtime's CPU build of the page, in Node; to be called once a thread, before a session is made. */
export function nodeWasm(threads = 1): { readonly ort: typeof ort; readonly module: () => unknown } {
  const file = (name: string) => pathToFileURL(createRequire(import.meta.url).resolve(`onnxruntime-web/${name}`)).href;
  const module = moduleTap(file('ort-wasm-simd-threaded.mjs'));
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = {
    mjs: new URL('../src/lm/run/module-tap.mjs', import.meta.url).href,
    wasm: file('ort-wasm-simd-threaded.wasm'),
  };
  return { ort, module };
}
