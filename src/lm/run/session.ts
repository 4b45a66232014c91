import type { Tensor } from 'onnxruntime-common';
import type { MountSlots } from '../adapters/bank-slots.ts';
import { Exclusive } from './exclusive.ts';
import type { Batch, Forward, LogitsPiece, PrefillOptions, PrefillResult, PrefillRow } from './forward.ts';
import { KeptLogits } from './kept-logits.ts';
import { MountedBank } from './mounted-bank.ts';
import { Network, type NetworkOptions, Rows } from './network.ts';
import { type Piece, type PlanRow, planPrefill, prefillLimits } from './prefill-plan.ts';
import { checkRewind, checkRows, joinRows, keptCoefficients, keptLengths, steppedLengths } from './row-checks.ts';
import { runtimeError } from './runtime-error.ts';

export interface ForwardOptions extends NetworkOptions {
  readonly context: number;
}

/** GPUs have kernels for multiples of 4, and compile one for every shape. */
const gpuColumns = (columns: number): number => {
  for (const size of [4, 8, 16, 32]) if (columns <= size) return size;
  return Math.ceil(columns / 32) * 32;
};

/** The network behind `Forward`, over any build of ONNX Runtime. Runs one call at a time. */
export function createForward(options: ForwardOptions): Forward {
  return new OrtForward(options);
}

class OrtForward implements Forward {
  readonly #network: Network;
  readonly #base: MountedBank;
  readonly #exclusive = new Exclusive();

  constructor(private readonly options: ForwardOptions) {
    this.#network = new Network(options);
    this.#base = this.mount([]);
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

  get prefillsAsSteps(): boolean {
    return !this.options.half;
  }

  mount(slots: MountSlots['slots'], reward?: MountSlots['reward']): MountedBank {
    const { config, memory, sessions, half } = this.options;
    const pad = memory.onGpu ? gpuColumns : (columns: number) => columns;
    try {
      return MountedBank.mount({ slots, ...(reward ? { reward } : {}) }, { config, memory, sessions, half, pad });
    } catch (cause) {
      throw runtimeError(cause, 'the adapters were not mounted', `${slots.length} adapters found no room`);
    }
  }

  async prefill(rows: readonly PrefillRow[], options: PrefillOptions = {}): Promise<PrefillResult> {
    const { bank = this.#base, between, groups = rows.map(() => 1) } = options;
    if (!(bank instanceof MountedBank)) throw new Error('this bank was made by another Forward');
    checkRows(rows, bank, this);
    const kept = options.read ? undefined : new KeptLogits(rows, this.vocabulary, bank.heads);
    const read = options.read ?? ((pieces: readonly LogitsPiece[]) => kept?.add(pieces));
    const parts = new Map<number, Rows>();
    try {
      for (const piece of planPrefill(rows.map(planned), groups, prefillLimits(this.vocabulary, this.options.memory.onGpu))) {
        // The network is free meanwhile: another call may have it.
        await between?.();
        const [first] = piece.rows as [number];
        const begin = () =>
          this.#begin(
            piece.rows.map((row) => rows[row] as PrefillRow),
            bank,
          );
        const part = parts.get(first) ?? begin();
        parts.set(first, part);
        read(await this.#exclusive.during(() => this.#runPiece(rows, piece, part)));
      }
      const batch = this.#join([...parts].sort(([a], [b]) => a - b).map(([, part]) => part));
      return { batch, logits: kept?.logits ?? [], ...(kept?.rewards ? { rewards: kept.rewards } : {}) };
    } catch (error) {
      for (const part of parts.values()) part.free();
      throw error;
    }
  }

  step(batch: Batch, tokens: readonly number[]): Promise<Float32Array> {
    return this.#exclusive.during(async () => {
      const rows = own(batch);
      const totals = steppedLengths(rows.lengths, tokens, this);
      const added = { tokens: Int32Array.from(tokens), sequence: 1, totals, wanted: [...tokens.keys()], isStep: true };
      return (await this.#network.run(rows, added, false)).logits;
    });
  }

  rewind(batch: Batch, lengths: readonly number[]): void {
    const rows = own(batch);
    checkRewind(rows.lengths, lengths);
    // The cache stays as it is: positions beyond a row's length are never read, and overwritten as the row grows.
    rows.lengths = [...lengths];
  }

  keep(batch: Batch, kept: readonly number[]): void {
    const rows = own(batch);
    const lengths = keptLengths(rows.lengths, kept);
    rows.coefficients = keptCoefficients(rows.coefficients, rows.bank.slots.length, kept);
    rows.cache = rows.cache.map((tensor) => this.options.memory.gather(tensor, kept));
    rows.lengths = lengths;
    rows.forgetCoefficients();
  }

  release(batch: Batch): void {
    own(batch).free();
  }

  async dispose(): Promise<void> {
    this.#base.release();
    await this.options.sessions.release();
  }

  #begin(rows: readonly PrefillRow[], bank: MountedBank): Rows {
    const none = rows.map(() => 0);
    return new Rows(bank.share(), none, joinRows(rows.map(({ coefficients }) => coefficients)), this.#network.emptyCache(rows.length));
  }

  async #runPiece(rows: readonly PrefillRow[], { rows: which, from, to }: Piece, part: Rows): Promise<LogitsPiece[]> {
    const sequence = Math.max(...to) - from;
    const tokens = new Int32Array(which.length * sequence).fill(-1);
    const wanted: number[] = [];
    const counts = which.map((row, i) => {
      const { tokens: own, logitsFrom } = rows[row] as PrefillRow;
      const end = to[i] as number;
      tokens.set(own.slice(from, end), i * sequence);
      const first = Math.max(from, logitsFrom);
      for (let position = first; position < end; position++) wanted.push(i * sequence + position - from);
      return Math.max(0, end - first);
    });
    // The graph has no shape for no logits at all on every backend: the last position's are made, and dropped.
    if (wanted.length === 0) wanted.push(sequence - 1);
    const reward = part.bank.heads > 0;
    const { logits, rewards } = await this.#network.run(part, { tokens, sequence, totals: to, wanted, isStep: false }, reward);
    const heads = (rewards?.length ?? 0) / wanted.length;
    let at = 0;
    return which.flatMap((row, i) => {
      const start = at;
      at += counts[i] as number;
      if (at === start) return [];
      const own = logits.subarray(start * this.vocabulary, at * this.vocabulary);
      return [{ row, logits: own, ...(rewards ? { rewards: rewards.subarray(start * heads, at * heads) } : {}) }];
    });
  }

  /** One batch of the parts, which are it no more. */
  #join(parts: readonly Rows[]): Rows {
    const [first] = parts as readonly [Rows];
    if (parts.length === 1) return first;
    const cache: Tensor[] = [];
    try {
      for (const i of first.cache.keys()) cache.push(this.options.memory.concatenate(parts.map((part) => part.cache[i] as Tensor)));
    } catch (cause) {
      for (const tensor of cache) tensor.dispose();
      throw runtimeError(cause, 'the rows were not joined', `${parts.length} parts of a prefill found no room`);
    }
    const lengths = parts.flatMap((part) => part.lengths);
    const batch = new Rows(first.bank.share(), lengths, joinRows(parts.map(({ coefficients }) => coefficients)), cache);
    for (const part of parts) part.leave();
    return batch;
  }
}

const planned = ({ tokens, logitsFrom }: PrefillRow): PlanRow => ({ length: tokens.length, logitsFrom });

function own(batch: Batch): Rows {
  if (!(batch instanceof Rows) || batch.released) throw new Error('this batch was released, or made by another Forward');
  return batch;
}
