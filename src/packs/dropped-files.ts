/** What a reader drops on the page or picks: a bundle, a folder, or the files of one. */
import { type Bundle, bundleLimits, gather, readBundle } from './bundle.ts';

/** A file with its path below what was dropped. */
export interface DroppedFile {
  readonly path: string;
  readonly file: File;
}

/**
 * The pack among dropped files.
 * @throws Error that names what was dropped and what was expected.
 */
export async function readDropped(files: readonly DroppedFile[]): Promise<Bundle & { readonly name: string }> {
  const [first] = files;
  if (!first) throw new Error('What was dropped has no files: expected a pack as a .zip file or a folder.');
  if (files.length === 1 && !/(^|\/)pack\.json$/.test(first.path)) {
    const { file } = first;
    return { ...(await readBundle(file, file.name)), name: bundleName(file.name) };
  }
  const [top = ''] = first.path.split('/');
  const name = files.every(({ path }) => path.startsWith(`${top}/`)) ? top : '';
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  const what = name || 'the files';
  if (files.length > bundleLimits.files) throw new Error(`${what}: has ${files.length} files, expected at most ${bundleLimits.files}`);
  if (total > bundleLimits.bytes) throw new Error(`${what}: has ${total} bytes, expected at most ${bundleLimits.bytes}`);
  const bytes = await Promise.all(files.map(async ({ path, file }) => [path, new Uint8Array(await file.arrayBuffer())] as const));
  return { ...gather(new Map(bytes), what), name };
}

/** The one file that was dropped, where it is JSON and not a pack's: told by its first characters, whatever it is called. */
export async function loneJson(files: readonly DroppedFile[]): Promise<File | undefined> {
  const [first] = files;
  if (!first || files.length > 1 || /(^|\/)pack\.json$/.test(first.path)) return undefined;
  const start = (await first.file.slice(0, 64).text()).replace(/^\ufeff/, '').trimStart();
  return start.startsWith('{') || start.startsWith('[') || /\.json$/i.test(first.path) ? first.file : undefined;
}

/** `voice.tiller.zip` and its copy `voice.tiller (1).zip` are `voice`. */
export function bundleName(file: string): string {
  return file
    .replace(/\.zip$/i, '')
    .replace(/ ?\(\d+\)$/, '')
    .replace(/\.tiller$/i, '')
    .replace(/ ?\(\d+\)$/, '')
    .slice(0, 80);
}

/** The files of a picker; those of a folder have their paths. */
export function pickedFiles(files: Iterable<File>): DroppedFile[] {
  return Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** The files of a drop, folders walked through. Must be called while the event is handled: a drop's items are gone after it. */
export function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.() ?? undefined).filter((entry) => entry !== undefined);
  return entries.length > 0 ? walk(entries) : Promise.resolve(pickedFiles(transfer.files));
}

async function walk(roots: readonly FileSystemEntry[]): Promise<DroppedFile[]> {
  const found: DroppedFile[] = [];
  const waiting = [...roots];
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    const path = entry.fullPath.replace(/^\//, '');
    if (isFile(entry)) {
      const one = entry;
      found.push({ path, file: await new Promise<File>((resolve, reject) => one.file(resolve, reject)) });
    } else if (isFolder(entry)) waiting.push(...(await entriesOf(entry)));
    // A folder of a million files is not walked to its end.
    if (found.length + waiting.length > 2 * bundleLimits.files) break;
  }
  return found;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** A reader gives a folder's entries in parts, and none when all are given. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
}
