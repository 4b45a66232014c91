import interpreterUrl from '@jitl/quickjs-wasmfile-release-sync/wasm?url';
import { fetchServed } from '../packs/served-files.ts';

/** The bytes of the interpreter of rewards that are code, for a page and for workers. @throws Error that names it; the signal's reason when aborted. */
export async function fetchInterpreter(signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await fetchServed(new URL(interpreterUrl, import.meta.url), 'the interpreter of code', signal);
  if (bytes === undefined) throw new Error('the interpreter of code: expected a file, got none');
  return bytes;
}
