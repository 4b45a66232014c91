import type { Tensor } from 'onnxruntime-common';
import type { MountSlots } from '../adapters/bank-slots.ts';
import { EngineError } from '../errors.ts';
import type { Batch, Forward, PrefillOptions, PrefillResult, PrefillRow } from './forward.ts';
import { MountedBank } from './mounted-bank.ts';
import { Network, type NetworkOptions, Rows } from './network.ts';

export interface ForwardOptions extends NetworkOptions {
  readonly context: number;
}

/** Logits of one run are kept below this, as they are copied out of the runtime's memory. */
const LOGIT_BYTES = 48 * 2 ** 20;
/** Tokens of one run are kept below this, which bounds the activations (MLP: 12 KB a token). */
const RUN_TOKENS = 1536;

/** GPUs have kernels for multiples of 4, compile one for every shape, and refuse tensors of size 0. */
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
  #busy = false;

  constructor(private readonly options: ForwardOptions) {
    this.#network = new Network(options);
    this.#base = this.mount([]);
  }

  get vocabulary(): number {
    return this.options.config.vocabulary;
  }

  get context(): number {
    return this.options.context;
  }

  mount(slots: MountSlots['slots'], reward?: MountSlots['reward']): MountedBank {
    const { config, memory, half } = this.options;
    const pad = memory.onGpu ? gpuColumns : (columns: number) => columns;
    return MountedBank.mount({ slots, ...(reward ? { reward } : {}) }, { config, memory, half, pad });
  }

  async prefill(rows: readonly PrefillRow[], { bank = this.#base, between }: PrefillOptions = {}): Promise<PrefillResult> {
    if (!(bank instanceof MountedBank)) throw new Error('this bank was made by another Forward');
    this.#checkRows(rows, bank);
    const sequence = Math.max(...rows.map((row) => row.tokens.length));
    const done: (PrefillResult & { readonly batch: Rows })[] = [];
    try {
      for (const part of this.#chunk(rows, sequence)) {
        // The network is free meanwhile: another call may have it.
        await between?.();
        done.push(await this.#exclusive(() => this.#prefillChunk(part, sequence, bank)));
      }
      return this.#joined(rows, done, bank);
    } catch (error) {
      for (const { batch } of done) batch.free();
      throw error;
    }
  }

  step(batch: Batch, tokens: readonly number[]): Promise<Float32Array> {
    return this.#exclusive(async () => {
      const rows = own(batch);
      this.#checkTokens(tokens);
      if (tokens.length !== rows.lengths.length) throw new Error(`${tokens.length} tokens for ${rows.lengths.length} rows`);
      const totals = rows.lengths.map((length) => length + 1);
      if (Math.max(...totals) > this.context)
        throw new EngineError('bad-request', `a row of ${Math.max(...totals)} tokens, expected at most ${this.context}`);
      const added = { tokens: Int32Array.from(tokens), sequence: 1, totals, wanted: [...tokens.keys()] };
      return (await this.#network.run(rows, added, false)).logits;
    });
  }

  rewind(batch: Batch, lengths: readonly number[]): void {
    const rows = own(batch);
    lengths.forEach((length, i) => {
      const present = rows.lengths[i];
      if (present === undefined || length < 1 || length > present)
        throw new Error(`row ${i} cannot be rewound from ${present} to ${length} tokens`);
    });
    // The cache stays as it is: positions beyond a row's length are never read, and overwritten as the row grows.
    rows.lengths = [...lengths];
  }

  keep(batch: Batch, kept: readonly number[]): void {
    const rows = own(batch);
    const lengths = kept.map((row) => {
      const length = rows.lengths[row];
      if (length === undefined) throw new Error(`row ${row} of ${rows.lengths.length} cannot be kept`);
      return length;
    });
    rows.coefficients = joinRows(
      kept.map((row) => rows.coefficients.subarray(row * rows.bank.slots.length, (row + 1) * rows.bank.slots.length)),
    );
    rows.cache = rows.cache.map((tensor) => this.options.memory.gather(tensor, kept));
    rows.lengths = lengths;
    rows.forgetCoefficients();
  }

  release(batch: Batch): void {
    own(batch).free();
  }

  async dispose(): Promise<void> {
    this.#base.release();
    await this.options.session.release();
  }

  async #exclusive<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new Error('the network is running already: wait for the call before');
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }

  #checkTokens(tokens: readonly number[]): void {
    const strange = tokens.find((token) => !(token >= 0 && token < this.vocabulary));
    if (strange !== undefined) throw new EngineError('bad-request', `token ${strange} is not in the vocabulary of ${this.vocabulary}`);
  }

  #checkRows(rows: readonly PrefillRow[], bank: MountedBank): void {
    if (rows.length === 0) throw new EngineError('bad-request', 'a batch of 0 rows, expected at least 1');
    for (const { tokens, coefficients, logitsFrom } of rows) {
      this.#checkTokens(tokens);
      if (tokens.length < 1 || tokens.length > this.context)
        throw new EngineError('bad-request', `a row of ${tokens.length} tokens, expected 1 to ${this.context}`);
      if (coefficients.length !== bank.slots.length)
        throw new EngineError('bad-request', `${coefficients.length} coefficients, expected ${bank.slots.length}`);
      if (!(logitsFrom >= 0 && logitsFrom < tokens.length))
        throw new EngineError('bad-request', `logits from ${logitsFrom}, expected 0 to ${tokens.length - 1}`);
    }
  }

  /** Cuts rows into runs that stay within the limits. */
  #chunk(rows: readonly PrefillRow[], sequence: number): PrefillRow[][] {
    const chunks: PrefillRow[][] = [];
    let wanted = 0;
    for (const row of rows) {
      const more = row.tokens.length - row.logitsFrom;
      const current = chunks.at(-1);
      if (current && (wanted + more) * this.vocabulary * 4 <= LOGIT_BYTES && (current.length + 1) * sequence <= RUN_TOKENS) {
        current.push(row);
        wanted += more;
      } else {
        chunks.push([row]);
        wanted = more;
      }
    }
    return chunks;
  }

  async #prefillChunk(rows: readonly PrefillRow[], sequence: number, bank: MountedBank): Promise<PrefillResult & { readonly batch: Rows }> {
    const tokens = new Int32Array(rows.length * sequence).fill(-1);
    const wanted: number[] = [];
    for (const [i, row] of rows.entries()) {
      tokens.set(row.tokens, i * sequence);
      for (let position = row.logitsFrom; position < row.tokens.length; position++) wanted.push(i * sequence + position);
    }
    const coefficients = joinRows(rows.map((row) => row.coefficients));
    const batch = new Rows(bank.share(), [], coefficients, this.#network.emptyCache(rows.length));
    try {
      const totals = rows.map((row) => row.tokens.length);
      const { logits, rewards } = await this.#network.run(batch, { tokens, sequence, totals, wanted }, bank.rewardSlot !== undefined);
      return { batch, logits: perRow(rows, logits, this.vocabulary), ...(rewards ? { rewards: perRow(rows, rewards, 1) } : {}) };
    } catch (error) {
      batch.free();
      throw error;
    }
  }

  /** One batch of the chunks'. */
  #joined(rows: readonly PrefillRow[], done: readonly (PrefillResult & { readonly batch: Rows })[], bank: MountedBank): PrefillResult {
    const [first] = done as [(typeof done)[0]];
    if (done.length === 1) return first;
    const cache = first.batch.cache.map((_, i) => this.options.memory.concatenate(done.map(({ batch }) => batch.cache[i] as Tensor)));
    for (const { batch } of done) batch.leave();
    const lengths = rows.map((row) => row.tokens.length);
    const batch = new Rows(bank.share(), lengths, joinRows(rows.map((row) => row.coefficients)), cache);
    const rewards = done.flatMap((part) => part.rewards ?? []);
    return { batch, logits: done.flatMap(({ logits }) => logits), ...(rewards.length > 0 ? { rewards } : {}) };
  }
}

function own(batch: Batch): Rows {
  if (!(batch instanceof Rows) || batch.released) throw new Error('this batch was released, or made by another Forward');
  return batch;
}

function joinRows(rows: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const row of rows) {
    joined.set(row, at);
    at += row.length;
  }
  return joined;
}

/** The rows' parts of values of `size` numbers a wanted position. */
function perRow(rows: readonly PrefillRow[], flat: Float32Array, size: number): Float32Array[] {
  let at = 0;
  return rows.map((row) => {
    const start = at;
    at += (row.tokens.length - row.logitsFrom) * size;
    return flat.subarray(start, at);
  });
}
