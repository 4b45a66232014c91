/**
 * The packs that this browser keeps. A pack is there wholly or not at all: its record says 'kept' only when its last byte is written, and what
 * a tab that was closed left half-written is swept away later. A deleted pack stays for an hour, so that the deletion can be undone.
 */
import { messageOf } from '../../lm/errors.ts';
import type { PackBytes } from '../bundle.ts';
import { bytesOf, type KeptPack } from './kept-pack.ts';
import type { BytePlace, FolderRecord, PackIndex } from './places.ts';

/** Milliseconds for which a deleted pack can come back, and for which another tab may be writing one. */
const GRACE_MS = 3_600_000;

/** What the browser says of its room; each is undefined where it does not say. */
export interface BrowserRoom {
  /** Bytes that this origin uses and may use, the model's among them. */
  readonly usage?: number | undefined;
  readonly quota?: number | undefined;
  /** True when the browser does not clear it when room runs short. */
  readonly persisted?: boolean | undefined;
}

export interface PackStorage {
  /** 'memory': nothing outlives this visit. */
  readonly kind: BytePlace['kind'];
  list(): Promise<KeptPack[]>;
  /** @throws Error of one sentence when there is no room or the browser refuses; then nothing of it is kept. */
  keep(pack: KeptPack, files: PackBytes): Promise<void>;
  /** The files of a kept pack by path. @throws Error when the browser has lost them. */
  files(id: string): Promise<ReadonlyMap<string, Blob>>;
  /** It is not listed any more; its bytes stay until `forget`, or an hour. */
  delete(id: string): Promise<void>;
  /** Takes a deletion back; false when its bytes are gone. */
  restore(id: string): Promise<boolean>;
  /** Ends the bytes of what was deleted under this id. */
  forget(id: string): Promise<void>;
  /** Ends what was deleted, and what nobody finished writing, more than an hour ago. */
  sweep(): Promise<void>;
  room(): Promise<BrowserRoom>;
}

export interface StorageParts {
  readonly bytes: BytePlace;
  readonly index: PackIndex;
  readonly room: () => Promise<BrowserRoom>;
  /** Asked once something is kept: that the browser does not clear it by itself. */
  readonly persist: () => Promise<unknown>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export function createPackStorage({ bytes, index, room, persist, now = Date.now }: StorageParts): PackStorage {
  const records = async (state: FolderRecord['state'], id?: string) =>
    (await index.all()).filter((record) => record.state === state && (id === undefined || record.pack.id === id));
  const become = (all: readonly FolderRecord[], state: FolderRecord['state']) =>
    Promise.all(all.map((record) => index.put({ ...record, state, since: now() })));
  async function end({ folder }: Pick<FolderRecord, 'folder'>): Promise<void> {
    await bytes.remove(folder);
    await index.delete(folder);
  }
  const endAll = async (all: readonly FolderRecord[]) => {
    for (const record of all) await end(record);
  };

  async function write(pack: KeptPack, files: PackBytes): Promise<void> {
    const folder = `${pack.id.replace(/^.*:/, '')}.${crypto.randomUUID().slice(0, 8)}`;
    const record: FolderRecord = { folder, state: 'writing', since: now(), pack };
    try {
      await index.put(record);
      // In the order of the record's files, by which they are found again.
      await bytes.write(folder, new Map(pack.files.map(({ path }) => [path, files.get(path) as Uint8Array<ArrayBuffer>])));
      await index.put({ ...record, state: 'kept', since: now() });
    } catch (error) {
      // What cannot be ended now is swept away later.
      await end(record).catch(() => undefined);
      throw error;
    }
  }

  return {
    kind: bytes.kind,
    async list() {
      const kept = await records('kept');
      return [...new Map(kept.map(({ pack }) => [pack.id, pack])).values()];
    },
    async keep(pack, files) {
      try {
        await write(pack, files).catch(async (error: unknown) => {
          const deleted = await records('deleted');
          if (!isQuota(error) || deleted.length === 0) throw error;
          await endAll(deleted);
          await write(pack, files);
        });
      } catch (error) {
        throw await refusal(pack, error, room);
      }
      await persist().catch(() => undefined);
    },
    async files(id) {
      const [record] = await records('kept', id);
      if (!record) throw new Error(`${id} is not kept in this browser`);
      const { pack, folder } = record;
      const paths = pack.files.map(({ path }) => path);
      const blobs = await bytes.read(folder, paths).catch((cause: unknown) => {
        throw new Error(`The browser has lost files of “${pack.name}”: delete it and import it again.`, { cause });
      });
      const cut = pack.files.find((file, i) => blobs[i]?.size !== file.bytes);
      if (cut) throw new Error(`The browser has lost a part of “${pack.name}” (${cut.path}): delete it and import it again.`);
      return new Map(paths.map((path, i) => [path, blobs[i] as Blob]));
    },
    async delete(id) {
      await become(await records('kept', id), 'deleted');
    },
    async restore(id) {
      const deleted = await records('deleted', id);
      await become(deleted, 'kept');
      return deleted.length > 0;
    },
    forget: async (id) => endAll(await records('deleted', id)),
    async sweep() {
      // The folders first: a writer's record is there before its folder is.
      const folders = await bytes.folders();
      const all = await index.all();
      const known = new Set(all.map(({ folder }) => folder));
      for (const folder of folders) if (!known.has(folder)) await bytes.remove(folder);
      await endAll(all.filter(({ state, since }) => state !== 'kept' && now() - since > GRACE_MS));
    },
    room,
  };
}

function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

async function refusal(pack: KeptPack, error: unknown, room: StorageParts['room']): Promise<Error> {
  if (!isQuota(error)) {
    const reason = messageOf(error);
    return new Error(`“${pack.name}” could not be kept: ${reason} Nothing of it was kept.`, { cause: error });
  }
  const { usage, quota } = await room().catch((): BrowserRoom => ({}));
  const allowed = usage === undefined || quota === undefined ? '' : ` (this site uses ${sizeInWords(usage)} of ${sizeInWords(quota)})`;
  return new Error(`There is no room for “${pack.name}”: it needs ${sizeInWords(bytesOf(pack))}${allowed}. Nothing of it was kept.`, {
    cause: error,
  });
}

/** `21.3 MB`, `10.7 GB`. */
export function sizeInWords(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
