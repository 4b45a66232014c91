/** Small files of the app's own origin: manifests, adapters. */
import { EngineError } from '../../lm/errors.ts';

const TRIES = 3;
const BACKOFF_MS = 300;

/**
 * The file's bytes, after up to three tries; undefined when the server does not have it.
 * @throws EngineError 'network' that names the address and the status; the signal's reason when aborted.
 */
export async function fetchFileIfAny(url: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined> {
  for (let attempt = 1; ; attempt++) {
    let failure: string;
    try {
      const response = await fetch(url, { signal });
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      if (response.status === 404) return undefined;
      failure = `expected status 200, got ${response.status}`;
    } catch (error) {
      signal.throwIfAborted();
      failure = error instanceof Error ? error.message : String(error);
    }
    if (attempt === TRIES) throw new EngineError('network', `${url}: ${failure}`);
    await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS * attempt));
  }
}

/** The same, for a file that has to be there. */
export async function fetchFile(url: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await fetchFileIfAny(url, signal);
  if (!bytes) throw new EngineError('network', `${url}: expected status 200, got 404`);
  return bytes;
}

/** @throws EngineError 'integrity' when the text is not JSON. */
export function parseJson(bytes: Uint8Array, url: string): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EngineError('integrity', `${url}: expected JSON, got "${text.slice(0, 40)}"`, { cause: error });
  }
}
