/** What the worker that downloads is asked, and what it tells. */
import type { Manifest } from '../../packs/manifest.ts';

export interface DownloadCalls {
  /** All shards of a model; each is told of as it comes, once it was verified. */
  readonly shards: {
    readonly args: { readonly manifest: Manifest; readonly manifestUrl: string };
    /** Whether nothing was downloaded, and whether this browser keeps what was. */
    readonly result: { readonly fromCache: boolean; readonly kept: boolean };
  };
  /** Answered when what came is in the store, also of a download that failed or was aborted. */
  readonly keep: { readonly args: null; readonly result: null };
}

export type DownloadEvent =
  /** By its place in the file; its memory goes with it. */
  | { readonly type: 'shard'; readonly index: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Bytes at hand, in all, and of those at hand the ones that were downloaded. */
  | { readonly type: 'progress'; readonly done: number; readonly total: number; readonly downloaded: number };
