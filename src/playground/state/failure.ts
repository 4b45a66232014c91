import { EngineError } from '../../lm/errors.ts';

/** The reader or a newer wish ended the call: no failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** What the page says of an error: its message, and the engine's code. */
export function failureInWords(error: unknown): string {
  return error instanceof EngineError ? `${error.message} (${error.code})` : String(error);
}
