/** Adapters by what they are: each is fetched and read once, whoever names it, and kept while there is room. */
import { type ReadAdapter, type ReadSlot, readAdapter } from '../../lm/adapters/bank-slots.ts';
import type { PeftFiles } from '../../lm/adapters/peft.ts';
import type { LlamaConfig } from '../../lm/arch/llama-config.ts';
import { EngineError, isAbort } from '../../lm/errors.ts';
import type { SlotSource } from '../../lm/requests.ts';
import { abortable } from '../abort.ts';

export type FileSource = Exclude<SlotSource, { readonly cross: unknown }>;

export interface AdapterStoreDeps {
  readonly config: LlamaConfig;
  readonly fetchFiles: (source: FileSource) => Promise<PeftFiles>;
  /** Bytes of read adapters that are kept; 192 MB unless told. */
  readonly room?: number;
}

interface Kept {
  readonly read: Promise<ReadAdapter>;
  /** 0 while it is on its way. */
  bytes: number;
}

const ROOM = 192 * 2 ** 20;

export class AdapterStore {
  /** By what the source names; least recently used first. */
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly deps: AdapterStoreDeps) {}

  /**
   * One slot, as `joinSlots` takes it.
   * @throws EngineError that names adapter, file and tensor; the signal's reason when aborted (what is on its way still comes).
   */
  async readSlot(source: SlotSource, signal: AbortSignal): Promise<ReadSlot> {
    if ('cross' in source) return source;
    return { id: source.id, read: await abortable(this.adapter(source), signal) };
  }

  private adapter(source: FileSource): Promise<ReadAdapter> {
    const name = contentOf(source);
    const before = this.kept.get(name);
    const kept = before ?? { read: this.read(source), bytes: 0 };
    this.kept.delete(name);
    this.kept.set(name, kept);
    if (!before) {
      kept.read.then(
        (read) => {
          kept.bytes = sizeOf(read);
          this.makeRoom(name);
        },
        // Not remembered: it may be there the next time.
        () => this.kept.delete(name),
      );
    }
    return kept.read;
  }

  private async read(source: FileSource): Promise<ReadAdapter> {
    const { id } = source;
    try {
      return readAdapter(await this.deps.fetchFiles(source), this.deps.config, id);
    } catch (error) {
      if (error instanceof EngineError || isAbort(error)) throw error;
      throw new EngineError('bad-adapter', `adapter ${id}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }

  /** Lets the least recently used go; the one that just came stays, however large. */
  private makeRoom(newest: string): void {
    let bytes = [...this.kept.values()].reduce((sum, one) => sum + one.bytes, 0);
    for (const [name, one] of this.kept) {
      if (bytes <= (this.deps.room ?? ROOM)) return;
      if (name === newest || one.bytes === 0) continue;
      this.kept.delete(name);
      bytes -= one.bytes;
    }
  }
}

/** Equal for sources of the same adapter. */
export function contentOf(source: FileSource): string {
  return 'url' in source ? source.url : source.key;
}

function sizeOf({ adapter, soft }: ReadAdapter): number {
  let numbers = soft?.length ?? 0;
  for (const { a, b, bias } of adapter.values()) numbers += a.length + b.length + (bias?.length ?? 0);
  return numbers * 4;
}
