/** The best storage that this browser allows: private files, else blobs in a database, else memory for this visit. */
import { databaseIndex, databasePlace, openDatabase } from './database-place.ts';
import { openFilesPlace } from './files-place.ts';
import { memoryIndex, memoryPlace } from './memory-place.ts';
import { type BrowserRoom, createPackStorage, type PackStorage } from './pack-storage.ts';

export async function openPackStorage(): Promise<PackStorage> {
  const storage: StorageManager | undefined = navigator.storage;
  const database = await openDatabase();
  const room = async (): Promise<BrowserRoom> => {
    const [estimate, persisted] = await Promise.all([storage?.estimate?.(), storage?.persisted?.()]);
    return { usage: estimate?.usage, quota: estimate?.quota, persisted };
  };
  if (!database) return createPackStorage({ bytes: memoryPlace(), index: memoryIndex(), room, persist: async () => undefined });
  const bytes = (await openFilesPlace(storage)) ?? databasePlace(database);
  return createPackStorage({ bytes, index: databaseIndex(database), room, persist: async () => storage?.persist?.() });
}
