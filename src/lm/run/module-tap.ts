/** A way to ONNX Runtime's Emscripten module, which its public interface keeps to itself: the runtime is given module-tap.mjs in place of its own. */

/** Read by module-tap.mjs, which is no part of any bundle. */
const TAP = Symbol.for('tiller.ort-tap');

/**
 * To be called before the runtime starts, which it does once a thread.
 * @param mjs Absolute URL of the runtime's own module.
 * @returns The Emscripten module, once the runtime has started.
 */
export function moduleTap(mjs: string): () => unknown {
  const tap: { readonly mjs: string; module?: unknown } = { mjs };
  (globalThis as { [TAP]?: typeof tap })[TAP] = tap;
  return () => tap.module;
}
