/** Reads a pack and what was measured of it, and the list of packs. What was measured may be missing or wrong: the pack plays without it. */

import type { GenericSchema, InferOutput } from 'valibot';
import { messageOf } from '../lm/errors.ts';
import { parseFile } from '../lm/parse-file.ts';
import type { Complaint } from './fields.ts';
import { type Front, FrontSchema } from './front.ts';
import { foreignFront } from './front-complaint.ts';
import { type Goodhart, GoodhartSchema } from './goodhart.ts';
import { type Manifest, ManifestSchema } from './manifest.ts';
import { type Pack, type PackIndex, PackIndexSchema, PackSchema } from './pack.ts';
import { type PackFiles, parseJson } from './pack-files.ts';
import { servedFiles } from './served-files.ts';

export interface PackSource {
  readonly pack: Pack;
  /** Undefined when this pack has no measured front yet, or a bad one. */
  readonly front: Front | undefined;
  /** Only of a pack with a learned reward, where it was measured. */
  readonly goodhart?: Goodhart | undefined;
  /** A sentence for each file that was left out because it is wrong. */
  readonly leftOut: readonly string[];
  readonly files: PackFiles;
}

/**
 * @throws Error that names pack.json, the field and what was expected; the signal's reason when aborted. A front or curve that is missing
 * is no error, and one that is wrong is left out with a sentence.
 */
export async function loadPack(files: PackFiles, signal?: AbortSignal): Promise<PackSource> {
  const reading = readMeasured(files, 'front.json', FrontSchema, signal);
  const pack = parsePack(await files.read('pack.json', signal));
  const [read, curve] = await Promise.all([
    reading,
    pack.rewardModel ? readMeasured(files, 'goodhart.json', GoodhartSchema, signal) : undefined,
  ]);
  signal?.throwIfAborted();
  const front = belonging(read, 'front.json', (value) => foreignFront(value, pack));
  const goodhart = belonging(curve, 'goodhart.json', (value) => foreignCurve(value, pack));
  return {
    pack,
    front: front.value,
    goodhart: goodhart.value,
    leftOut: [front, goodhart].flatMap(({ fault }) => (fault === undefined ? [] : [`${fault}. It was left out.`])),
    files,
  };
}

/** @throws Error that names the file, the field and what was expected. */
export function parsePack(bytes: Uint8Array | undefined): Pack {
  if (bytes === undefined) throw new Error('pack.json: expected a file, got none');
  return parseFile(PackSchema, parseJson(bytes, 'pack.json'), 'pack.json');
}

/**
 * The base model's manifest.
 * @param folder URL of its folder, with a trailing slash.
 * @throws Error as parsePack.
 */
export async function loadManifest(folder: string, signal?: AbortSignal): Promise<Manifest> {
  const bytes = await servedFiles(folder).read('manifest.json', signal);
  if (bytes === undefined) throw new Error('manifest.json: expected a file, got none');
  return parseFile(ManifestSchema, parseJson(bytes, 'manifest.json'), 'manifest.json');
}

/**
 * @param folder URL of the folder of packs.json, with a trailing slash; each pack is a folder beside it.
 * @throws Error as parsePack.
 */
export async function loadPackIndex(folder: string, signal?: AbortSignal): Promise<PackIndex> {
  const bytes = await servedFiles(folder).read('packs.json', signal);
  if (bytes === undefined) throw new Error('packs.json: expected a file, got none');
  return parseFile(PackIndexSchema, parseJson(bytes, 'packs.json'), 'packs.json');
}

/** What a file holds, or what is wrong with it; neither when it is not there. */
interface Measured<T> {
  readonly value?: T;
  readonly fault?: string;
}

async function readMeasured<S extends GenericSchema>(
  files: PackFiles,
  name: string,
  schema: S,
  signal: AbortSignal | undefined,
): Promise<Measured<InferOutput<S>>> {
  try {
    const bytes = await files.read(name, signal);
    return bytes ? { value: parseFile(schema, parseJson(bytes, name), name) } : {};
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

function belonging<T>(read: Measured<T> | undefined, name: string, complain: (value: T) => Complaint | undefined): Measured<T> {
  const complaint = read?.value === undefined ? undefined : complain(read.value);
  if (!complaint) return read ?? {};
  const { field, expected, got } = complaint;
  return { fault: `${name}: field ${field.join('.')}: expected ${expected}, got ${JSON.stringify(got)}` };
}

function foreignCurve({ pack }: Goodhart, { id }: Pack): Complaint | undefined {
  return pack === id ? undefined : { field: ['pack'], expected: `"${id}"`, got: pack };
}
