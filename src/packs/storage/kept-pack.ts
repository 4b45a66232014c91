/** A pack that this browser keeps: what it is called, and what is known of it without reading its files. */
import { sha256Hex } from '../../lm/sha256.ts';
import type { PackBytes } from '../bundle.ts';
import type { Pack } from '../pack.ts';

export interface KeptFile {
  /** Below the pack's folder. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface KeptPack {
  /** `mine:<id of its pack.json>-<hash>`: the same files have the same id in every browser, and no shipped pack can have it. */
  readonly id: string;
  /** What its keeper calls it. */
  readonly name: string;
  readonly task: string;
  readonly files: readonly KeptFile[];
}

const prefix = 'mine:';

/** True of ids that name a pack of the browser's own; those of shipped packs are plain names, which have no colon. */
export function isMine(id: string): boolean {
  return id.startsWith(prefix);
}

export function bytesOf({ files }: Pick<KeptPack, 'files'>): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Describes a pack that is to be kept.
 * @throws Error where the page may not hash (no secure context).
 */
export async function describePack(pack: Pack, bytes: PackBytes, name: string): Promise<KeptPack> {
  const files = await Promise.all(
    [...bytes].map(async ([path, content]): Promise<KeptFile> => ({ path, bytes: content.length, sha256: await sha256(content) })),
  );
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const whole = await sha256(new TextEncoder().encode(files.map((file) => `${file.sha256}  ${file.path}\n`).join('')));
  return { id: `${prefix}${pack.id}-${whole.slice(0, 16)}`, name, task: pack.task, files };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) throw new Error('This page cannot check files here (it is no secure context): expected an address of https or localhost.');
  return sha256Hex(bytes, subtle);
}
