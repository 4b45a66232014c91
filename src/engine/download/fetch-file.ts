/** Files that are fetched whole: manifests, adapters, known logits, the runtime's .wasm. */
import { EngineError } from '../../lm/errors.ts';
import { recogniseFile } from '../../lm/files/recognise-file.ts';
import { abortable } from '../abort.ts';
import { download, FinalDownloadError, isFinal } from './download.ts';

const TRIES = 3;
const BACKOFF_MS = 300;
const STALL_MS = 15_000;
const WASM_MAGIC = [0x00, 0x61, 0x73, 0x6d];

export interface FetchFileOptions {
  readonly fetch?: typeof fetch;
  readonly stallMs?: number;
  readonly backoffMs?: number;
}

/**
 * The file's bytes, after up to three tries; undefined when the server does not have it.
 * @throws EngineError 'network' that names the address and the status, or how long nothing came; the signal's reason when aborted.
 */
export async function fetchFileIfAny(
  url: string,
  signal: AbortSignal,
  options: FetchFileOptions = {},
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { stallMs = STALL_MS, backoffMs = BACKOFF_MS } = options;
  // Bound: a bare reference to the global would be called with the wrong `this`.
  const fetchIt: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  for (let attempt = 1; ; attempt++) {
    try {
      return await download(url, { fetch: fetchIt, signal, stallMs });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof FinalDownloadError && error.status === 404) return undefined;
      if (isFinal(error) || attempt === TRIES) throw error;
    }
    await abortable(new Promise((resolve) => setTimeout(resolve, backoffMs * attempt)), signal);
  }
}

/** The same, for a file that has to be there. */
export async function fetchFile(url: string, signal: AbortSignal, options?: FetchFileOptions): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await fetchFileIfAny(url, signal, options);
  if (!bytes) throw new EngineError('network', `${url}: expected status 200, got 404`);
  return bytes;
}

/** The same, for a WebAssembly module. @throws EngineError 'integrity' when it is none. */
export async function fetchWasm(url: string, signal: AbortSignal, options?: FetchFileOptions): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await fetchFile(url, signal, options);
  if (WASM_MAGIC.every((byte, i) => bytes[i] === byte)) return bytes;
  throw new EngineError('integrity', `${url} is ${recogniseFile(bytes) ?? `something else (${bytes.length} bytes)`}, expected WebAssembly`);
}

/** @throws EngineError 'integrity' when the text is not JSON. */
export function parseJson(bytes: Uint8Array, url: string): unknown {
  const found = recogniseFile(bytes);
  if (found) throw new EngineError('integrity', `${url} is ${found}, expected JSON`);
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EngineError('integrity', `${url}: expected JSON, got "${text.slice(0, 40)}"`, { cause: error });
  }
}
