/** Where a run of the kernels finds its inputs and leaves its outputs: one block each, made larger when a run needs more. */
import { HOOKS } from '../../arch/linears.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import type { KernelBank } from './kernel-bank.ts';
import type { KernelMemory } from './kernel-memory.ts';
import type { Kernels } from './kernels.ts';
import * as layout from './layout.ts';
import { Rooms } from './rooms.ts';

/** New tokens of rows, in any order, each row's own one after the other. */
export interface NewTokens {
  /** Writes the embedding of a token to `out` at `to`. */
  readonly embed: (token: number, out: Float32Array, to: number) => void;
  /** An id past the vocabulary is a soft vector of its row. */
  readonly tokens: readonly number[];
  /** Of every token. */
  readonly rows: readonly number[];
  readonly positions: readonly number[];
  /** Which tokens' logits are wanted. */
  readonly wanted: readonly number[];
}

/** The rows that a run reads. */
export interface RunRows {
  readonly bank: KernelBank;
  /** [rows, slots]. */
  readonly coefficients: Float32Array;
  /** Addresses of every row's pages. */
  readonly pages: readonly (readonly number[])[];
}

export interface RunBuffersOptions {
  readonly memory: KernelMemory;
  readonly config: LlamaConfig;
  /** Address of the model's struct. */
  readonly model: number;
  readonly threads: number;
  readonly kernels: Pick<Kernels, 'scratchBytes' | 'syncBytes'>;
}

type Outputs = 'logits' | 'hidden';
type BufferName =
  | Outputs
  | 'stream'
  | 'rows'
  | 'positions'
  | 'tables'
  | 'pages'
  | 'wanted'
  | 'scratch'
  | `${'values' | 'active'}.${string}`;

export class RunBuffers {
  /** Of the run's struct. */
  readonly address: number;
  readonly #sync: number;
  readonly #rooms: Rooms<BufferName>;

  constructor(private readonly options: RunBuffersOptions) {
    const { memory, kernels } = options;
    this.#rooms = new Rooms(memory);
    this.address = memory.allocate(4 * layout.RUN_WORDS);
    const bytes = kernels.syncBytes();
    this.#sync = memory.allocate(bytes);
    memory.bytes.fill(0, this.#sync, this.#sync + bytes);
  }

  /**
   * Writes what a run reads.
   * @param wantsHidden Whether the hidden states are kept, beside the logits.
   * @throws EngineError 'out-of-memory'
   */
  write({ bank, coefficients, pages }: RunRows, { embed, tokens, rows, positions, wanted }: NewTokens, wantsHidden: boolean): void {
    const { memory, config, model, threads, kernels } = this.options;
    const stream = new Float32Array(tokens.length * config.width);
    for (const [i, token] of tokens.entries()) {
      const soft = token - config.vocabulary;
      if (soft >= 0) bank.soft.embed(coefficients, rows[i] as number, soft, stream, i * config.width);
      else embed(token, stream, i * config.width);
    }
    const words = new Int32Array(layout.RUN_WORDS);
    words[layout.RUN_MODEL] = model;
    words[layout.RUN_BANK] = bank.slots.length > 0 ? bank.address : 0;
    words[layout.RUN_THREADS] = threads;
    words[layout.RUN_TOKENS] = tokens.length;
    words[layout.RUN_X] = this.#place('stream', stream);
    words[layout.RUN_ROWS] = this.#place('rows', Int32Array.from(rows));
    words[layout.RUN_POSITIONS] = this.#place('positions', Int32Array.from(positions));
    words[layout.RUN_PAGES] = this.#pages(pages);
    words[layout.RUN_WANTED_COUNT] = wanted.length;
    words[layout.RUN_WANTED] = this.#place('wanted', Int32Array.from(wanted));
    words[layout.RUN_LOGITS] = this.#room('logits', 4 * wanted.length * config.vocabulary);
    words[layout.RUN_HIDDEN] = wantsHidden ? this.#room('hidden', 4 * wanted.length * config.width) : 0;
    words[layout.RUN_SCRATCH] = this.#room('scratch', kernels.scratchBytes(model, tokens.length, wanted.length, bank.mostColumns, threads));
    words[layout.RUN_SYNC] = this.#sync;
    for (const [h, hook] of HOOKS.entries()) {
      const { values, active } = bank.coefficients(hook, coefficients, pages.length);
      words.set(
        [this.#place(`values.${hook}`, values), active.length, this.#place(`active.${hook}`, active)],
        layout.RUN_HOOKS + layout.RUN_HOOK_WORDS * h,
      );
    }
    memory.words.set(words, this.address / 4);
  }

  /** What the last run left, where it left it: [wanted, vocabulary]. Valid until the next run. */
  logits(wanted: number): Float32Array {
    return this.#view('logits', wanted * this.options.config.vocabulary);
  }

  /** Likewise, [wanted, width]. */
  hidden(wanted: number): Float32Array {
    return this.#view('hidden', wanted * this.options.config.width);
  }

  dispose(): void {
    const { memory } = this.options;
    this.#rooms.dispose();
    memory.free(this.#sync);
    memory.free(this.address);
  }

  #view(name: Outputs, count: number): Float32Array {
    const at = this.#rooms.at(name) / 4;
    return this.options.memory.floats.subarray(at, at + count);
  }

  /** For every row the address of its table, [rows]; the tables stand one after the other. */
  #pages(pages: RunRows['pages']): number {
    const at = this.#place('tables', Int32Array.from(pages.flat()));
    let before = 0;
    const starts = pages.map(({ length }) => {
      before += length;
      return at + 4 * (before - length);
    });
    return this.#place('pages', Int32Array.from(starts));
  }

  #place(name: BufferName, values: Float32Array | Int32Array): number {
    const at = this.#room(name, values.byteLength);
    const { memory } = this.options;
    if (values instanceof Float32Array) memory.floats.set(values, at / 4);
    else memory.words.set(values, at / 4);
    return at;
  }

  /** Twice as much as was there at least, so that rows that grow do not ask for more at every step. */
  #room(name: BufferName, bytes: number): number {
    return this.#rooms.room(name, bytes, name === 'logits' || name === 'scratch' ? bytes : 2 * bytes);
  }
}
