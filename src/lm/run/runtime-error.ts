import { EngineError, notEnoughMemory } from '../errors.ts';

/** Of the C++ library, Emscripten and V8: their allocators have no error type that reaches us. */
const NO_MEMORY = /bad_alloc|out of memory|cannot enlarge memory|allocation failed|failed to allocate|could not allocate/i;

/**
 * What ONNX Runtime threw, with its kind. Its own words are read here, where it throws, and nowhere after.
 * @param need What finds no room, should it be that: see `notEnoughMemory`.
 */
export function runtimeError(cause: unknown, doing: string, need: string): EngineError {
  if (cause instanceof EngineError) return cause;
  const message = cause instanceof Error ? cause.message || cause.name : String(cause);
  // Emscripten throws a number, the address of a C++ exception, where nobody catches it: ONNX Runtime catches all but those of its allocators.
  if (cause instanceof RangeError || typeof cause === 'number' || NO_MEMORY.test(message)) return notEnoughMemory(need, cause);
  return new EngineError('backend', `${doing}: ${message}`, { cause });
}
