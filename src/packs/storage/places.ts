/** What the storage of packs is made of: somewhere for bytes, and a list of what is there. Browsers differ in what they allow. */
import type { PackBytes } from '../bundle.ts';
import type { KeptPack } from './kept-pack.ts';

/** Where the bytes of packs lie: the origin's private files, blobs of a database, or memory alone. */
export interface BytePlace {
  readonly kind: 'files' | 'database' | 'memory';
  /** @throws DOMException 'QuotaExceededError' when there is no room; what was written until then may lie there still. */
  write(folder: string, files: PackBytes): Promise<void>;
  /** The bytes in the order of `paths`. @throws when one is not there. */
  read(folder: string, paths: readonly string[]): Promise<Blob[]>;
  /** Nothing happens where the folder is not there. */
  remove(folder: string): Promise<void>;
  folders(): Promise<string[]>;
}

/** One folder, from before its first byte is written until its last is gone. */
export interface FolderRecord {
  readonly folder: string;
  readonly state: 'writing' | 'kept' | 'deleted';
  /** When it came into this state, milliseconds since 1970. */
  readonly since: number;
  readonly pack: KeptPack;
}

export interface PackIndex {
  all(): Promise<FolderRecord[]>;
  put(record: FolderRecord): Promise<void>;
  delete(folder: string): Promise<void>;
}
