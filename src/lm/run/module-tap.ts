/** A way to ONNX Runtime's Emscripten module, which its public interface keeps to itself. */

const MODULES = Symbol.for('tiller.ort-modules');
type Registry = Map<string, unknown>;

function registry(): Registry {
  const scope = globalThis as { [MODULES]?: Registry };
  scope[MODULES] ??= new Map();
  return scope[MODULES];
}

/**
 * An ES module to be given to the runtime in place of `mjs` (an absolute URL): it makes the same module, and remembers it.
 * `module` finds it once the runtime has started, which it does once a thread.
 */
export function moduleTap(mjs: string): { readonly source: string; readonly module: () => unknown } {
  const modules = registry();
  const source = `import factory from ${JSON.stringify(mjs)};
export default async (config) => {
  const module = await factory(config);
  globalThis[Symbol.for('tiller.ort-modules')].set(${JSON.stringify(mjs)}, module);
  return module;
};`;
  return { source, module: () => modules.get(mjs) };
}
