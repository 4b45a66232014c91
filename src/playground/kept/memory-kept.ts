import { type Kept, type KeptHead, type KeptPiece, type KeptRecord, newestFirst } from './kept.ts';

/** For browsers that refuse databases, and for tests: all is gone with the page. */
export function memoryKept(): Kept {
  const records = new Map<string, KeptRecord>();
  const pieces = new Map<string, Map<string, KeptPiece>>();
  return {
    lasts: false,
    list: async () => newestFirst([...records.values()].map(({ body: _, ...head }): KeptHead => head)),
    get: async (id) => structuredClone(records.get(id)),
    async put(record) {
      records.set(record.id, structuredClone(record));
    },
    async remove(id) {
      records.delete(id);
      pieces.delete(id);
    },
    async addPieces(id, added) {
      const own = pieces.get(id) ?? new Map<string, KeptPiece>();
      for (const piece of structuredClone(added)) own.set(piece.key, piece);
      pieces.set(id, own);
    },
    pieces: async (id) => structuredClone([...(pieces.get(id)?.values() ?? [])]),
  };
}
