import { EngineError, isAbort } from '../lm/errors.ts';
import type { WireError } from './wire.ts';

/** An error as it crosses the thread border. */
export function toWire(error: unknown): WireError {
  if (error instanceof EngineError) return { code: error.code, message: error.message, stack: error.stack };
  if (isAbort(error)) return { code: 'aborted', message: (error as DOMException).message };
  if (error instanceof Error) return { code: 'backend', message: error.message, stack: error.stack };
  return { code: 'backend', message: String(error) };
}

/** The error rebuilt on the other side. */
export function fromWire(wire: WireError): Error {
  if (wire.code === 'aborted') return new DOMException(wire.message, 'AbortError');
  const error = new EngineError(wire.code, wire.message);
  if (wire.stack) error.stack = wire.stack;
  return error;
}
