/** Packs of this visit alone: what a browser allows that keeps nothing. */
import type { PackBytes } from '../bundle.ts';
import type { BytePlace, FolderRecord, PackIndex } from './places.ts';

export function memoryPlace(): BytePlace {
  const folders = new Map<string, PackBytes>();
  return {
    kind: 'memory',
    async write(folder, files) {
      folders.set(folder, files);
    },
    async read(folder, paths) {
      return paths.map((path) => {
        const bytes = folders.get(folder)?.get(path);
        if (!bytes) throw new Error(`${path} is not there`);
        return new Blob([bytes]);
      });
    },
    async remove(folder) {
      folders.delete(folder);
    },
    folders: async () => [...folders.keys()],
  };
}

export function memoryIndex(): PackIndex {
  const records = new Map<string, FolderRecord>();
  return {
    all: async () => [...records.values()],
    async put(record) {
      records.set(record.folder, record);
    },
    async delete(folder) {
      records.delete(folder);
    },
  };
}
