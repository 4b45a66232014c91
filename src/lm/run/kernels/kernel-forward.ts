/** `Forward` over the kernels: weights, adapters, cache and activations lie in one memory, and a run is one call in every thread. */
import type { MountSlots } from '../../adapters/bank-slots.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import { Exclusive } from '../exclusive.ts';
import type { Batch, Forward, LogitsPiece, PrefillOptions, PrefillResult, PrefillRow } from '../forward.ts';
import { KeptLogits } from '../kept-logits.ts';
import { type Piece, planPrefill, prefillLimits } from '../prefill-plan.ts';
import { checkRewind, checkRows, joinRows, keptCoefficients, keptLengths, steppedLengths } from '../row-checks.ts';
import { KernelBank } from './kernel-bank.ts';
import type { KernelMemory } from './kernel-memory.ts';
import type { Kernels } from './kernels.ts';
import { PAGE_POSITIONS } from './layout.ts';
import { type NewTokens, RunBuffers } from './run-buffers.ts';

/** A model in the kernels' memory. */
export interface KernelModel {
  /** Of its struct. */
  readonly address: number;
  /** Writes the embedding of a token, [width]. */
  readonly embed: NewTokens['embed'];
}

/** What runs a struct to its end, in however many threads. */
export interface Runner {
  readonly size: number;
  run(run: number): void;
  dispose(): void;
}

export interface KernelForwardOptions {
  readonly config: LlamaConfig;
  /** Longest sequence that the cache may hold. */
  readonly context: number;
  readonly memory: KernelMemory;
  readonly model: KernelModel;
  readonly pool: Runner;
  readonly kernels: Pick<Kernels, 'scratchBytes' | 'syncBytes' | 'pageBytes' | 'pack' | 'linearBytes'>;
}

class KernelRows implements Batch {
  released = false;

  constructor(
    readonly bank: KernelBank,
    public lengths: number[],
    /** [rows, slots]. */
    public coefficients: Float32Array,
    /** Addresses of every row's pages of the cache. */
    public pages: number[][],
  ) {}
}

export class KernelForward implements Forward {
  readonly #base: KernelBank;
  readonly #buffers: RunBuffers;
  readonly #pageBytes: number;
  readonly #exclusive = new Exclusive();

  constructor(private readonly options: KernelForwardOptions) {
    const { memory, config, model, pool, kernels } = options;
    this.#base = this.mount([]);
    this.#buffers = new RunBuffers({ memory, config, model: model.address, threads: pool.size, kernels });
    this.#pageBytes = kernels.pageBytes(model.address);
  }

  get vocabulary(): number {
    return this.options.config.vocabulary;
  }

  get width(): number {
    return this.options.config.width;
  }

  get context(): number {
    return this.options.context;
  }

  /** To the bit: a token's numbers depend on the tokens before it alone, not on what else is in a run. */
  get prefillsAsSteps(): boolean {
    return true;
  }

  mount(slots: MountSlots['slots'], reward?: MountSlots['reward']): KernelBank {
    const { config, memory, kernels } = this.options;
    return KernelBank.mount({ slots, ...(reward ? { reward } : {}) }, config, memory, kernels);
  }

  async prefill(rows: readonly PrefillRow[], options: PrefillOptions = {}): Promise<PrefillResult> {
    const { bank = this.#base, between, groups = rows.map(() => 1) } = options;
    if (!(bank instanceof KernelBank) || bank.memory !== this.options.memory) throw new Error('this bank was made by another Forward');
    checkRows(rows, bank, this);
    const kept = options.read ? undefined : new KeptLogits(rows, this.vocabulary, bank.heads);
    const read = options.read ?? ((pieces: readonly LogitsPiece[]) => kept?.add(pieces));
    const batch = new KernelRows(
      bank.share(),
      rows.map(() => 0),
      joinRows(rows.map(({ coefficients }) => coefficients)),
      rows.map(() => []),
    );
    try {
      const planned = rows.map(({ tokens, logitsFrom }) => ({ length: tokens.length, logitsFrom }));
      for (const piece of planPrefill(planned, groups, prefillLimits(this.vocabulary, false))) {
        // The kernels are free meanwhile: another call may have them.
        await between?.();
        read(this.#exclusive.now(() => this.#runPiece(rows, piece, batch)));
      }
      return { batch, logits: kept?.logits ?? [], ...(kept?.rewards ? { rewards: kept.rewards } : {}) };
    } catch (error) {
      this.release(batch);
      throw error;
    }
  }

  async step(batch: Batch, tokens: readonly number[]): Promise<Float32Array> {
    return this.#exclusive.now(() => {
      const rows = this.#own(batch);
      const totals = steppedLengths(rows.lengths, tokens, this);
      const all = tokens.map((_, row) => row);
      this.#run(rows, { tokens, rows: all, positions: rows.lengths, wanted: all }, totals);
      return this.#buffers.logits(tokens.length);
    });
  }

  rewind(batch: Batch, lengths: readonly number[]): void {
    const rows = this.#own(batch);
    checkRewind(rows.lengths, lengths);
    // The cache stays as it is: positions beyond a row's length are never read, and overwritten as the row grows.
    rows.lengths = [...lengths];
  }

  keep(batch: Batch, kept: readonly number[]): void {
    const rows = this.#own(batch);
    const lengths = keptLengths(rows.lengths, kept);
    if (new Set(kept).size < kept.length) throw new Error(`rows ${kept.join(', ')} are kept, expected each once`);
    rows.coefficients = keptCoefficients(rows.coefficients, rows.bank.slots.length, kept);
    for (const [row, pages] of rows.pages.entries()) if (!kept.includes(row)) this.#free(pages);
    rows.pages = kept.map((row) => rows.pages[row] as number[]);
    rows.lengths = lengths;
  }

  release(batch: Batch): void {
    const rows = this.#own(batch);
    rows.released = true;
    for (const pages of rows.pages) this.#free(pages);
    rows.bank.release();
  }

  async dispose(): Promise<void> {
    this.#base.release();
    this.#buffers.dispose();
    this.options.pool.dispose();
  }

  #own(batch: Batch): KernelRows {
    const own = batch instanceof KernelRows && batch.bank.memory === this.options.memory;
    if (!own || batch.released) throw new Error('this batch was released, or made by another Forward');
    return batch;
  }

  #free(pages: readonly number[]): void {
    for (const page of pages) this.options.memory.free(page);
  }

  /** A run blocks its thread, so that nobody else can come in; what it calls back could. */

  #runPiece(rows: readonly PrefillRow[], { rows: which, from, to }: Piece, batch: KernelRows): LogitsPiece[] {
    const tokens: number[] = [];
    const owners: number[] = [];
    const positions: number[] = [];
    const wanted: number[] = [];
    const totals = [...batch.lengths];
    for (const [i, row] of which.entries()) {
      const { tokens: all, logitsFrom } = rows[row] as PrefillRow;
      const end = to[i] as number;
      for (let position = from; position < end; position++) {
        if (position >= logitsFrom) wanted.push(tokens.length);
        tokens.push(all[position] as number);
        owners.push(row);
        positions.push(position);
      }
      totals[row] = end;
    }
    this.#run(batch, { tokens, rows: owners, positions, wanted }, totals);
    const logits = this.#buffers.logits(wanted.length);
    const { bank } = batch;
    const rewards = bank.heads > 0 ? bank.rewards(this.#buffers.hidden(wanted.length)) : undefined;
    let at = 0;
    return which.flatMap((row) => {
      const start = at;
      while (at < wanted.length && owners[wanted[at] as number] === row) at++;
      if (at === start) return [];
      const own = logits.subarray(start * this.vocabulary, at * this.vocabulary);
      return [{ row, logits: own, ...(rewards ? { rewards: rewards.subarray(start * bank.heads, at * bank.heads) } : {}) }];
    });
  }

  /** Of zeros: kernels read it whole, and weigh with 0 what is no position yet. */
  #page(): number {
    const { memory } = this.options;
    const at = memory.allocate(this.#pageBytes);
    memory.bytes.fill(0, at, at + this.#pageBytes);
    return at;
  }

  /** @param totals Length of every row with its new tokens. */
  #run(rows: KernelRows, added: Omit<NewTokens, 'embed'>, totals: number[]): void {
    const { model, pool } = this.options;
    for (const [row, total] of totals.entries()) {
      const pages = rows.pages[row] as number[];
      while (pages.length * PAGE_POSITIONS < total) pages.push(this.#page());
    }
    this.#buffers.write(rows, { ...added, embed: model.embed }, rows.bank.heads > 0);
    pool.run(this.#buffers.address);
    rows.lengths = totals;
  }
}
