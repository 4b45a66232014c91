import { expect, it } from 'vitest';
import { missingFeatures, requireFeatures } from './required-features.ts';

/** This runtime without a property of its global object or of a prototype. */
function without(...path: readonly string[]): object {
  const [name = '', ...rest] = path;
  const scope: Record<string, unknown> = Object.create(globalThis);
  if (rest.length === 0) scope[name] = undefined;
  else {
    const real = (globalThis as unknown as Record<string, object>)[name] as unknown as Record<string, unknown>;
    const last = rest.at(-1) as string;
    const owner = rest.length > 1 ? (real.prototype as object) : real;
    const names = new Set(Object.getOwnPropertyNames(owner).filter((own) => own !== last));
    const copy = Object.fromEntries([...names].map((own) => [own, true]));
    scope[name] = rest.length > 1 ? { prototype: copy } : copy;
  }
  if (rest.length === 0) return new Proxy(scope, { has: (target, key) => key !== name && key in target });
  return scope;
}

it('nothing is missing here', () => {
  expect(missingFeatures()).toEqual([]);
  expect(() => requireFeatures()).not.toThrow();
});

it.each([
  [['BigInt64Array'], 'BigInt64Array'],
  [['Array', 'prototype', 'at'], 'Array.prototype.at'],
  [['AbortSignal', 'prototype', 'throwIfAborted'], 'AbortSignal.prototype.throwIfAborted'],
  [['Object', 'hasOwn'], 'Object.hasOwn'],
])('names %j', (path, name) => {
  expect(() => requireFeatures(without(...path))).toThrow(
    expect.objectContaining({ code: 'unsupported-browser', message: expect.stringContaining(`needs: ${name}.`) }),
  );
});

it('names all that a browser without WebAssembly lacks', () => {
  expect(missingFeatures(without('WebAssembly'))).toEqual(['WebAssembly', 'WebAssembly SIMD']);
});
