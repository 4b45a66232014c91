/** Fetches and parses the index of packs, and a pack with what was measured of it. */

import { parseFile } from '../lm/parse-file.ts';
import { type Front, FrontSchema } from './front.ts';
import { type Goodhart, GoodhartSchema } from './goodhart.ts';
import { type Pack, type PackIndex, PackIndexSchema, PackSchema } from './pack.ts';

export interface PackSource {
  readonly pack: Pack;
  /** Undefined when this pack has no measured front yet. */
  readonly front: Front | undefined;
  /** Only of a pack with a learned reward, where it was measured. */
  readonly goodhart?: Goodhart | undefined;
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
  const goodhartData = pack.rewardModel && (await fetchJson(new URL('goodhart.json', folder), 'goodhart.json', signal));
  const goodhart = goodhartData === undefined ? undefined : parseFile(GoodhartSchema, goodhartData, 'goodhart.json');
  return { pack, front, goodhart, url: folder };
}

/**
 * @param folder URL of the folder of packs.json, with a trailing slash; each pack is a folder beside it.
 * @throws Error as loadPack.
 */
export async function loadPackIndex(folder: string, signal?: AbortSignal): Promise<PackIndex> {
  const data = await fetchJson(new URL('packs.json', folder), 'packs.json', signal);
  if (data === undefined) throw new Error('packs.json: expected a file, got none');
  return parseFile(PackIndexSchema, data, 'packs.json');
}
