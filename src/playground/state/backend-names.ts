import type { BackendId } from '../../engine/protocol.ts';

/** What the page calls the backends. */
export const backendNames: Readonly<Record<BackendId, string>> = {
  webgpu: 'WebGPU',
  'wasm-threads': 'WebAssembly, threads',
  wasm: 'WebAssembly, one thread',
};
