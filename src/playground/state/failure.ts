import { EngineError } from '../../lm/errors.ts';

/** What the page says of an error: its message, and the engine's code. */
export function failureInWords(error: unknown): string {
  return error instanceof EngineError ? `${error.message} (${error.code})` : String(error);
}
