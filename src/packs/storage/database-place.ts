/** The list of kept packs in IndexedDB, and their bytes as blobs there where the browser has no private files. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { BytePlace, FolderRecord, PackIndex } from './places.ts';

interface PacksDatabase extends DBSchema {
  records: { key: string; value: FolderRecord };
  /** By folder and the file's number. */
  blobs: { key: [folder: string, index: number]; value: Blob };
}

export type Database = IDBPDatabase<PacksDatabase>;

/** Undefined where the browser refuses databases. */
export async function openDatabase(): Promise<Database | undefined> {
  try {
    return await openDB<PacksDatabase>('tiller-packs', 1, {
      upgrade(database) {
        database.createObjectStore('records', { keyPath: 'folder' });
        database.createObjectStore('blobs');
      },
    });
  } catch {
    return undefined;
  }
}

export function databaseIndex(database: Database): PackIndex {
  return {
    all: () => database.getAll('records'),
    async put(record) {
      await database.put('records', record);
    },
    delete: (folder) => database.delete('records', folder),
  };
}

export function databasePlace(database: Database): BytePlace {
  const within = (folder: string) => IDBKeyRange.bound([folder], [folder, Number.POSITIVE_INFINITY]);
  return {
    kind: 'database',
    async write(folder, files) {
      const writing = database.transaction('blobs', 'readwrite');
      for (const [i, bytes] of [...files.values()].entries()) void writing.store.put(new Blob([bytes]), [folder, i]).catch(() => undefined);
      await writing.done;
    },
    read: (folder, paths) =>
      Promise.all(
        paths.map(async (path, i) => {
          const blob = await database.get('blobs', [folder, i]);
          if (!blob) throw new Error(`${path} is not there`);
          return blob;
        }),
      ),
    remove: (folder) => database.delete('blobs', within(folder)),
    async folders() {
      const keys = await database.getAllKeys('blobs');
      return [...new Set(keys.map(([folder]) => folder))];
    },
  };
}
