/** What is kept, in IndexedDB: heads apart from bodies, so that a list reads no body, and the pieces of records that grow. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type Kept, type KeptHead, newestFirst } from './kept.ts';
import { memoryKept } from './memory-kept.ts';

interface KeptDatabase extends DBSchema {
  heads: { key: string; value: KeptHead };
  bodies: { key: string; value: unknown };
  /** By record and the piece's own key. */
  pieces: { key: [id: string, key: string]; value: unknown };
}

let shared: Promise<Kept> | undefined;

/** The one of this page. */
export function sharedKept(): Promise<Kept> {
  shared ??= openKept();
  return shared;
}

/** In memory where the browser refuses databases. */
async function openKept(): Promise<Kept> {
  try {
    return databaseKept(await openDatabase());
  } catch {
    return memoryKept();
  }
}

function openDatabase(): Promise<IDBPDatabase<KeptDatabase>> {
  return openDB<KeptDatabase>('tiller-kept', 1, {
    upgrade(database) {
      database.createObjectStore('heads', { keyPath: 'id' });
      database.createObjectStore('bodies');
      database.createObjectStore('pieces');
    },
    // Another tab has a newer page, which waits for this one to let go.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}

function databaseKept(database: IDBPDatabase<KeptDatabase>): Kept {
  const within = (id: string) => IDBKeyRange.bound([id], [id, []]);
  return {
    lasts: true,
    list: async () => newestFirst(await database.getAll('heads')),
    async get(id) {
      const [head, body] = await Promise.all([database.get('heads', id), database.get('bodies', id)]);
      return head && { ...head, body };
    },
    async put({ body, ...head }) {
      const writing = database.transaction(['heads', 'bodies'], 'readwrite');
      void writing.objectStore('heads').put(head);
      void writing.objectStore('bodies').put(body, head.id);
      await writing.done;
    },
    async remove(id) {
      const writing = database.transaction(['heads', 'bodies', 'pieces'], 'readwrite');
      void writing.objectStore('heads').delete(id);
      void writing.objectStore('bodies').delete(id);
      void writing.objectStore('pieces').delete(within(id));
      await writing.done;
    },
    async addPieces(id, pieces) {
      const writing = database.transaction('pieces', 'readwrite');
      for (const { key, value } of pieces) void writing.store.put(value, [id, key]);
      await writing.done;
    },
    async pieces(id) {
      const [keys, values] = await Promise.all([database.getAllKeys('pieces', within(id)), database.getAll('pieces', within(id))]);
      return keys.map(([, key], i) => ({ key, value: values[i] }));
    },
  };
}
