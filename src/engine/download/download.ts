/** One download, counted as it comes, given up when no byte arrives for a while, and gone on with where it broke off. */
import { EngineError } from '../../lm/errors.ts';
import { recogniseFile } from '../../lm/files/recognise-file.ts';
import { anySignal } from '../abort.ts';
import { readChunks } from './read-chunks.ts';

export interface DownloadOptions {
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal | undefined;
  /** Exact length in bytes; whatever comes unless told. */
  readonly length?: number;
  /** What came of it in an earlier try: the server is asked for the rest. */
  readonly before?: Uint8Array<ArrayBuffer> | undefined;
  /** Bytes at hand since the last call; negative when a try is given up and its bytes no longer count. */
  readonly onBytes?: (bytes: number) => void;
  /** What came, when the download breaks off: `before` of the next try. Its bytes still count. */
  readonly onBroken?: (part: Uint8Array<ArrayBuffer>) => void;
  /** Milliseconds without a byte until the try is given up. */
  readonly stallMs: number;
  /** 'reload' on a second try, so that a corrupt copy in the HTTP cache is not read again. */
  readonly cache?: RequestCache;
}

/** A failure that another try cannot mend: the server answered and does not have the file. */
export class FinalDownloadError extends EngineError {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super('network', message);
  }
}

/** True for what another try would meet again. */
export function isFinal(error: unknown): boolean {
  return error instanceof FinalDownloadError || (error instanceof EngineError && error.code === 'out-of-memory');
}

/**
 * The body of `url`.
 * @throws EngineError 'network' when the server refuses, stalls, or sends more or fewer bytes; 'integrity' when it sends a web page or a Git LFS
 *   pointer in place of the file; the signal's reason when aborted.
 */
export async function download(url: string, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, length, stallMs, onBytes = () => {} } = options;
  const stall = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stall.abort(), stallMs);
  };
  const body = new Body(length);
  if (options.before) body.add(options.before);
  alive();
  try {
    const response = await ask(url, anySignal(signal, stall.signal), body.received, options);
    if (body.received > 0 && !continues(response, body.received)) {
      onBytes(-body.received);
      body.clear();
    }
    const chunks = readChunks(response.body as ReadableStream<Uint8Array<ArrayBuffer>>);
    for (let chunk = await chunks.next(); chunk; chunk = await chunks.next()) {
      alive();
      if (length !== undefined && body.received + chunk.length > length) {
        chunks.cancel();
        throw mistaken(url, body.received > 0 ? body.whole() : chunk, `expected ${length} bytes, got more`);
      }
      body.add(chunk);
      onBytes(chunk.length);
    }
    if (length !== undefined && body.received !== length)
      throw mistaken(url, body.whole(), `expected ${length} bytes, got ${body.received}`);
    return body.whole();
  } catch (error) {
    if (error instanceof EngineError && (error.code === 'integrity' || error.code === 'out-of-memory')) {
      onBytes(-body.received);
      throw error;
    }
    options.onBroken?.(body.whole());
    if (signal?.aborted) throw signal.reason;
    if (stall.signal.aborted) {
      const of = length === undefined ? '' : ` of ${length}`;
      throw new EngineError('network', `${url}: no data for ${stallMs / 1000} s after ${body.received}${of} bytes`);
    }
    if (error instanceof EngineError) throw error;
    throw new EngineError('network', `${url}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** What has come of a file. */
class Body {
  received = 0;
  private readonly parts: Uint8Array<ArrayBuffer>[] = [];
  /** Where the length is known, at once as large. */
  private readonly bytes: Uint8Array<ArrayBuffer> | undefined;

  constructor(length: number | undefined) {
    this.bytes = length === undefined ? undefined : allocate(length);
  }

  /** Copies it. */
  add(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.bytes) this.bytes.set(chunk, this.received);
    else this.parts.push(chunk.slice());
    this.received += chunk.length;
  }

  clear(): void {
    this.parts.length = 0;
    this.received = 0;
  }

  whole(): Uint8Array<ArrayBuffer> {
    if (this.bytes) return this.bytes.subarray(0, this.received);
    const whole = allocate(this.received);
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}

/** @throws EngineError 'out-of-memory'. */
function allocate(bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    const sentence = `not enough memory: a file needs ${Math.ceil(bytes / 1e6)} MB to be read; close other tabs or programs and load again`;
    throw new EngineError('out-of-memory', sentence, { cause });
  }
}

/** @throws FinalDownloadError, EngineError 'network'; what fetch throws. */
async function ask(url: string, signal: AbortSignal, from: number, { fetch, cache = 'default' }: DownloadOptions): Promise<Response> {
  const response = await fetch(url, { signal, cache, ...(from > 0 ? { headers: { Range: `bytes=${from}-` } } : {}) });
  // A part that is longer than the file: the whole of it then.
  if (response.status === 416 && from > 0) return ask(url, signal, 0, { fetch, cache: 'reload', stallMs: 0 });
  if (!response.ok) throw statusError(url, response.status);
  if (!response.body) throw new EngineError('network', `${url}: expected a body, got none`);
  return response;
}

/** True for the rest that was asked for; servers that know no ranges send the whole. */
function continues(response: Response, from: number): boolean {
  return response.status === 206 && (response.headers.get('content-range') ?? '').startsWith(`bytes ${from}-`);
}

/** A body of another length: perhaps no part of the file at all. */
function mistaken(url: string, bytes: Uint8Array, message: string): EngineError {
  const found = recogniseFile(bytes);
  if (found) return new EngineError('integrity', `${url} is ${found}, expected a part of the model`);
  return new EngineError('network', `${url}: ${message}`);
}

function statusError(url: string, status: number): EngineError {
  const message = `${url}: expected status 200, got ${status}`;
  // Client errors stay the same on a second try, but for "timeout" and "too many requests".
  const final = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return final ? new FinalDownloadError(status, message) : new EngineError('network', message);
}
