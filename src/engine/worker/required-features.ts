/** What the engine cannot do without: asked before anything is downloaded, so that an old browser is told in a sentence. */
import { EngineError } from '../../lm/errors.ts';

type Scope = Readonly<Record<string, unknown>>;

const has = (object: unknown, name: string) => object !== undefined && object !== null && name in Object(object);
const prototypeOf = (scope: Scope, name: string) => (scope[name] as { readonly prototype?: unknown } | undefined)?.prototype;

/** The bytes of a module with one SIMD function. */
const SIMD = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);

/** Each by the name that a reader can look up. What the engine has a way around (threads, locks, caches, message channels, WebGPU) is not among them. */
const REQUIRED: Readonly<Record<string, (scope: Scope) => boolean>> = {
  WebAssembly: (scope) => has(scope.WebAssembly, 'instantiate'),
  'WebAssembly SIMD': (scope) => {
    const wasm = scope.WebAssembly as { validate?(bytes: Uint8Array): boolean } | undefined;
    return wasm?.validate?.(SIMD) === true;
  },
  BigInt64Array: (scope) => has(scope, 'BigInt64Array'),
  'streams (Response.body)': (scope) => has(scope, 'ReadableStream') && has(prototypeOf(scope, 'Response'), 'body'),
  'AbortSignal.prototype.throwIfAborted': (scope) => has(prototypeOf(scope, 'AbortSignal'), 'throwIfAborted'),
  'Array.prototype.at': (scope) => has(prototypeOf(scope, 'Array'), 'at'),
  'Object.hasOwn': (scope) => has(scope.Object, 'hasOwn'),
};

/** Names of what is missing. @param scope The worker's global object. */
export function missingFeatures(scope: object = globalThis): readonly string[] {
  return Object.entries(REQUIRED).flatMap(([name, present]) => (present(scope as Scope) ? [] : [name]));
}

/** @throws EngineError 'unsupported-browser' that names what is missing. */
export function requireFeatures(scope?: object): void {
  const missing = missingFeatures(scope);
  if (missing.length === 0) return;
  throw new EngineError(
    'unsupported-browser',
    `this browser lacks what the model needs: ${missing.join(', ')}. Chrome 98, Safari 16.4 or Firefox 104 and later have it`,
  );
}
