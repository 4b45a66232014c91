/** The origin's private file system (OPFS): one folder a pack, files by number, since a name of a pack's may be none of a file system's. */
import type { BytePlace } from './places.ts';

const root = 'packs';

/**
 * Undefined where the browser has no such files, refuses them, or cannot write them outside of workers.
 * @param storage `navigator.storage`.
 */
export async function openFilesPlace(storage: StorageManager | undefined): Promise<BytePlace | undefined> {
  if (!storage?.getDirectory || !('FileSystemFileHandle' in globalThis) || !('createWritable' in FileSystemFileHandle.prototype))
    return undefined;
  try {
    const origin = await storage.getDirectory();
    return filesPlace(await origin.getDirectoryHandle(root, { create: true }));
  } catch {
    return undefined;
  }
}

function filesPlace(packs: FileSystemDirectoryHandle): BytePlace {
  return {
    kind: 'files',
    async write(folder, files) {
      const directory = await packs.getDirectoryHandle(folder, { create: true });
      for (const [i, bytes] of [...files.values()].entries()) {
        const handle = await directory.getFileHandle(String(i), { create: true });
        const writable = await handle.createWritable();
        try {
          await writable.write(bytes);
          await writable.close();
        } catch (error) {
          await writable.abort().catch(() => undefined);
          throw error;
        }
      }
    },
    async read(folder, paths) {
      const directory = await packs.getDirectoryHandle(folder);
      return Promise.all(paths.map(async (_, i) => (await directory.getFileHandle(String(i))).getFile()));
    },
    async remove(folder) {
      await packs.removeEntry(folder, { recursive: true }).catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
      });
    },
    async folders() {
      const names: string[] = [];
      for await (const name of packs.keys()) names.push(name);
      return names;
    },
  };
}
