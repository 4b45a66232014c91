/** Sweeps and runs that stay in this browser: what the reader named, and the sweep that is under way, kept as its texts end. */

/** What a list tells of a kept thing. */
export interface KeptHead {
  readonly id: string;
  readonly kind: 'sweep' | 'run';
  /** The reader's; empty of what is kept by itself. */
  readonly name: string;
  /** What the address calls the pack. */
  readonly pack: string;
  /** When it was last written, as `Date.toISOString` has it. */
  readonly date: string;
}

export interface KeptRecord extends KeptHead {
  /** Structured-cloneable. */
  readonly body: unknown;
}

/** A part of a record that grows: written by itself, so that what a write costs does not grow with the record. */
export interface KeptPiece {
  /** Unique within its record; written again, it replaces what was there. */
  readonly key: string;
  readonly value: unknown;
}

/** Where they lie. Every call may reject, e.g. with a QuotaExceededError: the page lives on without. */
export interface Kept {
  /** False where the browser refuses databases: then all is gone with the page. */
  readonly lasts: boolean;
  /** Newest first, without the bodies. */
  list(): Promise<KeptHead[]>;
  get(id: string): Promise<KeptRecord | undefined>;
  put(record: KeptRecord): Promise<void>;
  /** With its pieces; nothing happens where it is not there. */
  remove(id: string): Promise<void>;
  addPieces(id: string, pieces: readonly KeptPiece[]): Promise<void>;
  pieces(id: string): Promise<KeptPiece[]>;
}

export function newestFirst(heads: readonly KeptHead[]): KeptHead[] {
  return [...heads].sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
}
