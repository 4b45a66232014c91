import interpreterUrl from '@jitl/quickjs-wasmfile-release-sync/wasm?url';
import { fetchServed } from '../packs/served-files.ts';

/** The interpreter of rewards that are code, compiled; of a page and of workers. @throws Error that names it; the signal's reason when aborted. */
export async function fetchInterpreter(signal?: AbortSignal): Promise<WebAssembly.Module> {
  const bytes = await fetchServed(new URL(interpreterUrl, import.meta.url), 'the interpreter of code', signal);
  if (bytes === undefined) throw new Error('the interpreter of code: expected a file, got none');
  return WebAssembly.compile(bytes);
}
