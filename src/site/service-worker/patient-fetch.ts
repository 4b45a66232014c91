/** A fetch that gives up when nothing comes, and remembers for a while that the network is silent. */

/** No answer, and no byte of it, for so long: the network is silent. */
const PATIENCE_MS = 3_000;
/** So long a silent network is not asked for what is kept. */
const SILENCE_MS = 10_000;

export class SilentNetworkError extends Error {
  override readonly name = 'SilentNetworkError';
}

let silentUntil = 0;

/** True shortly after the network was found silent: a page asks for many files, one after the other. */
export const networkIsSilent = () => Date.now() < silentUntil;

/**
 * The whole answer.
 * @throws SilentNetworkError when nothing came for three seconds; what `fetch` throws when there is no network.
 */
export async function patientFetch(address: string, init: RequestInit): Promise<Response> {
  const control = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => control.abort(), PATIENCE_MS);
  };
  try {
    wait();
    const response = await fetch(address, { ...init, signal: control.signal });
    if (response.status === 0 || !response.body) return response;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      wait();
      parts.push(part.value);
    }
    silentUntil = 0;
    const { status, statusText, headers } = response;
    return new Response(new Blob(parts), { status, statusText, headers });
  } catch (error) {
    if (!control.signal.aborted) throw error;
    silentUntil = Date.now() + SILENCE_MS;
    throw new SilentNetworkError(`${address}: nothing came for ${PATIENCE_MS / 1000} s`);
  } finally {
    clearTimeout(timer);
  }
}
