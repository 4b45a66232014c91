/** Files of the site's own host, given up when no byte comes for a while. */
import type { PackFiles } from './pack-files.ts';

/** Milliseconds without a byte until a file is given up. */
const SILENCE_MS = 15_000;

/** @param folder URL of the folder of pack.json, with a trailing slash. */
export function servedFiles(folder: string): PackFiles {
  return {
    read: (path, signal) => fetchServed(new URL(path, folder), path, signal),
    slot: (id, path) => ({ id, url: new URL(path, folder).href.replace(/\/$/, '') }),
  };
}

/**
 * A small file of the host; undefined when it is not there. A static host may answer with its index page instead of 404.
 * @param name For errors.
 * @throws Error that names the file and the answer, or the silence; the signal's reason when aborted.
 */
export async function fetchServed(url: URL, name: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const follow = () => ending.abort(signal?.reason);
  signal?.addEventListener('abort', follow);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => ending.abort(new Error(`${name}: no data for ${SILENCE_MS / 1000} s`)), SILENCE_MS);
  };
  try {
    alive();
    const response = await fetch(url, { signal: ending.signal });
    const type = response.headers.get('content-type') ?? '';
    if (response.status === 404 || (response.ok && type.includes('text/html'))) {
      // What a host says instead is of no interest, and may never end.
      void response.body?.cancel().catch(() => undefined);
      return undefined;
    }
    if (!response.ok) throw new Error(`${name}: expected HTTP 200, got ${response.status} ${response.statusText}`.trim());
    return await readBody(response, alive);
  } catch (error) {
    if (ending.signal.aborted) throw ending.signal.reason;
    if (error instanceof TypeError) throw new Error(`${name}: could not be fetched (${error.message})`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', follow);
  }
}

async function readBody(response: Response, alive: () => void): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    alive();
    parts.push(part.value);
  }
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
