/** Fetches and parses the pack and its measured front. */
import { type Front, FrontSchema, type Pack, PackSchema, parseFile } from '../engine/pack.ts';

export interface PackSource {
  readonly pack: Pack;
  /** Undefined when this pack has no measured front yet. */
  readonly front: Front | undefined;
  /** Absolute URL of the folder of pack.json, with a trailing slash. */
  readonly url: string;
}

/** A file that is not there; a static host may answer with its index page instead of 404. */
async function fetchJson(url: URL, name: string, signal?: AbortSignal): Promise<unknown> {
  const response = await fetch(url, signal ? { signal } : {});
  const type = response.headers.get('content-type') ?? '';
  if (response.status === 404 || (response.ok && type.includes('text/html'))) return undefined;
  if (!response.ok) throw new Error(`${name}: expected HTTP 200, got ${response.status} ${response.statusText}`);
  try {
    return await response.json();
  } catch (cause) {
    throw new Error(`${name}: expected JSON, got something else`, { cause });
  }
}

/**
 * @param folder URL of the pack's folder, with a trailing slash.
 * @throws Error that names the file and what was expected; a missing front is no error, a bad one is.
 */
export async function loadPack(folder: string, signal?: AbortSignal): Promise<PackSource> {
  const packUrl = new URL('pack.json', folder);
  const [packData, frontData] = await Promise.all([
    fetchJson(packUrl, 'pack.json', signal),
    fetchJson(new URL('front.json', folder), 'front.json', signal),
  ]);
  if (packData === undefined) throw new Error(`pack.json: expected a file at ${packUrl.pathname}, got none`);
  const pack = parseFile(PackSchema, packData, 'pack.json');
  const front = frontData === undefined ? undefined : parseFile(FrontSchema, frontData, 'front.json');
  return { pack, front, url: folder };
}
