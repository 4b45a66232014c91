/** What can go wrong, by kind: the page reacts to the code, the reader reads the message. */
export type EngineErrorCode =
  | 'network'
  | 'integrity'
  | 'unsupported-model'
  | 'bad-adapter'
  | 'bad-request'
  | 'backend'
  | 'device-lost'
  | 'worker-died'
  /** The browser lacks what the engine needs. */
  | 'unsupported-browser'
  | 'out-of-memory'
  /** A training came to numbers that are none. */
  | 'diverged';

/** An engine failure with a code that the caller can react to. An abort is not an error: it rejects with a DOMException named AbortError. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    readonly code: EngineErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What an error says; of what is thrown and is none, its text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The reader or a newer wish ended the call: no failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** @param need What found no room, as a clause: "the model needs 540 MB for its weights". */
export function notEnoughMemory(need: string, cause: unknown): EngineError {
  return new EngineError('out-of-memory', `not enough memory: ${need}; close other tabs or programs and try again`, { cause });
}

/** The clause for a model's weights. */
export function weightsNeed(bytes: number): string {
  return `the model needs ${Math.round(bytes / 1e6)} MB for its weights`;
}
