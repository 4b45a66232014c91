/** Given to ONNX Runtime in place of its own module (see module-tap.ts): makes the same one, and remembers it. A file of the site, since the content security policy allows no other scripts. */
export default async (config) => {
  const tap = globalThis[Symbol.for('tiller.ort-tap')];
  const { default: factory } = await import(/* @vite-ignore */ tap.mjs);
  tap.module = await factory(config);
  return tap.module;
};
