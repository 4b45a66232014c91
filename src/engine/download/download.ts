/** One download of known length, counted as it comes, given up when no byte arrives for a while. */
import { EngineError } from '../../lm/errors.ts';

export interface DownloadOptions {
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal;
  /** Bytes received since the last call; negative when a try is given up and its bytes no longer count. */
  readonly onBytes: (bytes: number) => void;
  /** Milliseconds without a byte until the try is given up. */
  readonly stallMs: number;
  /** 'reload' on a second try, so that a corrupt copy in the HTTP cache is not read again. */
  readonly cache: RequestCache;
}

/** A failure that another try cannot mend: the server answered and does not have the file. */
export class FinalDownloadError extends EngineError {}

/**
 * The body of `url`, exactly `length` bytes.
 * @throws EngineError 'network' when the server refuses, stalls, or sends more or fewer bytes; the signal's reason when aborted.
 */
export async function download(url: string, length: number, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const stall = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stall.signal]) : stall.signal;
  let timer = setTimeout(() => stall.abort(), options.stallMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stall.abort(), options.stallMs);
  };
  let received = 0;
  try {
    const response = await options.fetch(url, { signal, cache: options.cache });
    if (!response.ok) throw statusError(url, response.status);
    if (!response.body) throw new EngineError('network', `${url}: expected a body, got none`);
    const bytes = new Uint8Array(length);
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      alive();
      if (received + part.value.length > length) {
        void reader.cancel().catch(() => undefined);
        throw new EngineError('network', `${url}: expected ${length} bytes, got more`);
      }
      bytes.set(part.value, received);
      received += part.value.length;
      options.onBytes(part.value.length);
    }
    if (received !== length) throw new EngineError('network', `${url}: expected ${length} bytes, got ${received}`);
    return bytes;
  } catch (error) {
    options.onBytes(-received);
    if (options.signal?.aborted) throw options.signal.reason;
    if (stall.signal.aborted)
      throw new EngineError('network', `${url}: no data for ${options.stallMs / 1000} s after ${received} of ${length} bytes`);
    if (error instanceof EngineError) throw error;
    throw new EngineError('network', `${url}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function statusError(url: string, status: number): EngineError {
  const message = `${url}: expected status 200, got ${status}`;
  // Client errors stay the same on a second try, but for "timeout" and "too many requests".
  const final = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return final ? new FinalDownloadError('network', message) : new EngineError('network', message);
}
