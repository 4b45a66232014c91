/**
 * A pack as one file, `<name>.tiller.zip`: pack.json, its adapters as PEFT folders, what was measured, and any file that lies with them. The
 * same zip unpacked is a folder for any static host and for Python's `peft`.
 */
import { type Zippable, zipSync } from 'fflate';
import { isInnerPath } from './fields.ts';
import { readZip, type ZipLimits } from './read-zip.ts';

/** Paths below the pack's folder, with `/` between names, to bytes. */
export type PackBytes = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

export interface Bundle {
  readonly files: PackBytes;
  /** Entries that lie outside of the pack's folder, or that systems put beside it: not taken along. */
  readonly left: readonly string[];
}

export const bundleEnding = '.tiller.zip';
export const bundleLimits: ZipLimits = { files: 2000, bytes: 2 ** 29 };

/** What systems leave in folders and zips; it belongs to no pack. */
const litter = /(^|\/)(__MACOSX\/.*|\.DS_Store|Thumbs\.db|desktop\.ini)$|(^|\/)\.git\//;

/** Zips know no time before 1980; one and the same makes one and the same zip of the same files. */
const when = new Date(1980, 0, 1);

/** @param files Of a pack. Tensors do not get smaller and are stored as they are, so that this is fast. */
export function writeBundle(files: PackBytes): Uint8Array<ArrayBuffer> {
  const zippable: Zippable = Object.create(null);
  for (const [path, bytes] of files) zippable[path] = [bytes, { level: path.endsWith('.safetensors') ? 0 : 6, mtime: when }];
  return zipSync(zippable) as Uint8Array<ArrayBuffer>;
}

/**
 * The files of a bundle, without the one folder that may hold them all.
 * @param name Of the file, for errors.
 * @throws Error that names the bundle, the entry and what was expected.
 */
export async function readBundle(file: Blob, name: string): Promise<Bundle> {
  return gather(await readZip(file, name, bundleLimits), name);
}

/**
 * A pack's folder among files: the one that holds pack.json.
 * @throws Error when there is none, or more than one; when a name leaves the folder or means two files to some system.
 */
export function gather(entries: PackBytes, name: string): Bundle {
  const packs = [...entries.keys()].filter((path) => !litter.test(path) && /(^|\/)pack\.json$/.test(path));
  const depth = Math.min(...packs.map((path) => path.split('/').length));
  const [found, second] = packs.filter((path) => path.split('/').length === depth);
  if (found === undefined) throw new Error(`${name}: expected a pack.json in it, got ${listed([...entries.keys()])}`);
  if (second !== undefined) throw new Error(`${name}: holds several packs (${listed(packs)}), expected one`);
  const folder = found.slice(0, -'pack.json'.length);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const left: string[] = [];
  const lower = new Set<string>();
  for (const [path, bytes] of entries) {
    if (!isInnerPath(path))
      throw new Error(`${name}: the name ${JSON.stringify(path.slice(0, 80))} leaves the folder, expected one below it`);
    if (litter.test(path) || !path.startsWith(folder)) {
      left.push(path);
      continue;
    }
    const inner = path.slice(folder.length);
    if (lower.has(inner.toLowerCase())) throw new Error(`${name}: ${inner} is there twice, in capitals and small letters`);
    lower.add(inner.toLowerCase());
    files.set(inner, bytes);
  }
  return { files, left };
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : `${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`;
}
