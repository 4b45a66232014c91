/** The network behind `Forward` in our own shaders: weights exactly as the GGUF has them, arithmetic in single precision. */
import type { MountSlots } from '../../adapters/bank-slots.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import type { MatrixRows } from '../../graph/weights.ts';
import { Exclusive } from '../exclusive.ts';
import type { Batch, Forward, ListAsk, LogitsPiece, PrefillOptions, PrefillResult, PrefillRow, TokenList } from '../forward.ts';
import { KeptLogits } from '../kept-logits.ts';
import { planPrefill, prefillLimits } from '../prefill-plan.ts';
import { checkRewind, checkRows, joinRows, keptCoefficients, keptLengths, steppedLengths } from '../row-checks.ts';
import { GpuBank } from './gpu-bank.ts';
import type { GpuNetwork, NetworkRun } from './gpu-network.ts';
import { ASK_WORDS, LIST_WORDS, LISTED } from './pick-shader.ts';

/** Rows that are decoded together. */
class GpuRows implements Batch {
  released = false;

  constructor(
    readonly bank: GpuBank,
    public lengths: number[],
    /** [rows, slots]. */
    public coefficients: Float32Array,
    /** Of the cache, per row. */
    public pages: number[][],
  ) {}
}

/** New tokens of some rows. */
interface Added {
  readonly row: number;
  readonly tokens: readonly number[];
}

export class GpuForward implements Forward {
  readonly #base: GpuBank;
  readonly #exclusive = new Exclusive();
  /** The batch of the last step, whose logits still lie on the GPU. */
  #stepped: GpuRows | undefined;
  readonly prefillsAsSteps = true;

  constructor(
    private readonly network: GpuNetwork,
    private readonly config: LlamaConfig,
    readonly context: number,
    private readonly embed: MatrixRows,
  ) {
    this.#base = new GpuBank(network.device, config, { slots: [] });
  }

  get vocabulary(): number {
    return this.config.vocabulary;
  }

  get width(): number {
    return this.config.width;
  }

  mount(slots: MountSlots['slots'], reward?: MountSlots['reward']): GpuBank {
    return new GpuBank(this.network.device, this.config, { slots, ...(reward ? { reward } : {}) });
  }

  async prefill(rows: readonly PrefillRow[], options: PrefillOptions = {}): Promise<PrefillResult> {
    const { bank = this.#base, between, groups = rows.map(() => 1) } = options;
    if (!(bank instanceof GpuBank)) throw new Error('this bank was made by another Forward');
    checkRows(rows, bank, this);
    const kept = options.read ? undefined : new KeptLogits(rows, this.vocabulary, bank.heads);
    const read = options.read ?? ((pieces: readonly LogitsPiece[]) => kept?.add(pieces));
    const batch = new GpuRows(
      bank.share(),
      rows.map(() => 0),
      joinRows(rows.map(({ coefficients }) => coefficients)),
      rows.map(() => []),
    );
    const plan = planPrefill(
      rows.map(({ tokens, logitsFrom }) => ({ length: tokens.length, logitsFrom })),
      groups,
      // Weights are read anew in every run, which is little beside the arithmetic of as many tokens as a CPU takes at once; an abort waits less.
      prefillLimits(this.vocabulary, false),
    );
    try {
      for (const { rows: which, from, to } of plan) {
        // The network is free meanwhile: another call may have it.
        await between?.();
        const added = which.map((row, i) => ({ row, tokens: (rows[row] as PrefillRow).tokens.slice(from, to[i]) }));
        const firsts = which.map((row) => Math.max(from, (rows[row] as PrefillRow).logitsFrom) - from);
        read(await this.#exclusive.during(() => this.#prefillPiece(batch, added, firsts)));
      }
    } catch (error) {
      this.release(batch);
      throw error;
    }
    return { batch, logits: kept?.logits ?? [], ...(kept?.rewards ? { rewards: kept.rewards } : {}) };
  }

  /** @param firsts Of every row, which of its new tokens is the first whose logits are wanted. */
  async #prefillPiece(batch: GpuRows, added: readonly Added[], firsts: readonly number[]): Promise<LogitsPiece[]> {
    const wanted: number[] = [];
    let start = 0;
    const counts = added.map(({ tokens }, i) => {
      const first = Math.min(firsts[i] as number, tokens.length);
      for (let at = first; at < tokens.length; at++) wanted.push(start + at);
      start += tokens.length;
      return tokens.length - first;
    });
    const none = wanted.length === 0;
    if (none) wanted.push(start - 1);
    const reward = batch.bank.heads > 0;
    const { logits, rewards } = await this.network.run({
      ...this.#runOf(batch, added),
      wanted,
      reward,
      whole: none ? [] : [...wanted.keys()],
    });
    const heads = batch.bank.heads;
    let at = 0;
    return added.flatMap(({ row }, i) => {
      const [from, to] = [at, at + (counts[i] as number)];
      at = to;
      if (from === to) return [];
      const own = logits.subarray(from * this.vocabulary, to * this.vocabulary);
      return [{ row, logits: own, ...(rewards ? { rewards: rewards.subarray(from * heads, to * heads) } : {}) }];
    });
  }

  /** Makes room for new tokens, and counts them. */
  #runOf(batch: GpuRows, added: readonly Added[]): Omit<NetworkRun, 'wanted' | 'reward' | 'whole'> {
    const count = added.reduce((sum, { tokens }) => sum + tokens.length, 0);
    const embeddings = new Float32Array(count * this.width);
    const tokens = new Uint32Array(2 * count);
    let at = 0;
    for (const { row, tokens: own } of added) {
      const length = batch.lengths[row] as number;
      for (const [i, token] of own.entries()) {
        const soft = token - this.vocabulary;
        if (soft >= 0) batch.bank.soft.embed(batch.coefficients, row, soft, embeddings, at * this.width);
        else this.embed(token, embeddings, at * this.width);
        tokens.set([length + i, row], 2 * at);
        at++;
      }
      batch.lengths[row] = length + own.length;
      this.network.cache.fit(batch.pages[row] as number[], length + own.length);
    }
    this.#stepped = undefined;
    return { bank: batch.bank, coefficients: batch.coefficients, pages: batch.pages, embeddings, tokens };
  }

  step(batch: Batch, tokens: readonly number[]): Promise<Float32Array> {
    return this.#exclusive.during(async () => {
      const rows = this.#stepRows(batch, tokens);
      const all = [...tokens.keys()];
      return (await this.network.run({ ...rows, wanted: all, reward: false, whole: all })).logits;
    });
  }

  stepLists(
    batch: Batch,
    tokens: readonly number[],
    asks: readonly (ListAsk | undefined)[],
  ): Promise<readonly (TokenList | Float32Array)[]> {
    return this.#exclusive.during(async () => {
      const rows = this.#stepRows(batch, tokens);
      const wanted = [...tokens.keys()];
      const whole = wanted.filter((row) => asks[row] === undefined);
      const { logits, lists } = await this.network.run({ ...rows, wanted, reward: false, asks: askWords(asks), whole });
      this.#stepped = own(batch);
      return wanted.map((row) => {
        const at = whole.indexOf(row) * this.vocabulary;
        return at >= 0 ? logits.subarray(at, at + this.vocabulary) : readList((lists as Uint32Array).subarray(row * LIST_WORDS));
      });
    });
  }

  stepped(batch: Batch, row: number): Promise<Float32Array> {
    return this.#exclusive.during(async () => {
      if (this.#stepped !== own(batch)) throw new Error('the logits of this step are gone: another call had the network');
      return this.network.logits(row);
    });
  }

  #stepRows(batch: Batch, tokens: readonly number[]): Omit<NetworkRun, 'wanted' | 'reward' | 'whole'> {
    const rows = own(batch);
    steppedLengths(rows.lengths, tokens, this);
    return this.#runOf(
      rows,
      tokens.map((token, row) => ({ row, tokens: [token] })),
    );
  }

  rewind(batch: Batch, lengths: readonly number[]): void {
    const rows = own(batch);
    checkRewind(rows.lengths, lengths);
    for (const [i, length] of lengths.entries()) this.network.cache.fit(rows.pages[i] as number[], length);
    rows.lengths = [...lengths];
  }

  keep(batch: Batch, kept: readonly number[]): void {
    const rows = own(batch);
    const lengths = keptLengths(rows.lengths, kept);
    if (new Set(kept).size < kept.length) throw new Error(`rows ${kept.join(', ')} are kept, expected each once`);
    for (const [row, pages] of rows.pages.entries()) if (!kept.includes(row)) this.network.cache.fit(pages, 0);
    rows.coefficients = keptCoefficients(rows.coefficients, rows.bank.slots.length, kept);
    rows.pages = kept.map((row) => rows.pages[row] as number[]);
    rows.lengths = lengths;
    this.#stepped = undefined;
  }

  release(batch: Batch): void {
    const rows = own(batch);
    for (const pages of rows.pages) this.network.cache.fit(pages, 0);
    rows.released = true;
    rows.bank.release();
  }

  async dispose(): Promise<void> {
    this.#base.release();
    this.network.destroy();
  }
}

function own(batch: Batch): GpuRows {
  if (!(batch instanceof GpuRows) || batch.released) throw new Error('this batch was released, or made by another Forward');
  return batch;
}

function askWords(asks: readonly (ListAsk | undefined)[]): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(asks.length * ASK_WORDS);
  const floats = new Float32Array(words.buffer);
  for (const [row, ask] of asks.entries()) {
    floats[row * ASK_WORDS] = 1 / (ask?.temperature ?? 1);
    if (ask?.noise) words.set([1, ask.noise.a, ask.noise.b], row * ASK_WORDS + 1);
  }
  return words;
}

function readList(words: Uint32Array): TokenList {
  const floats = new Float32Array(words.buffer, words.byteOffset, LIST_WORDS);
  const found = words[0] as number;
  const count = Math.min(found, LISTED);
  return {
    tokens: Uint32Array.from({ length: count }, (_, i) => words[4 + 2 * i] as number),
    logits: Float32Array.from({ length: count }, (_, i) => floats[5 + 2 * i] as number),
    partition: floats[1] as number,
    bar: found > LISTED ? Number.POSITIVE_INFINITY : (floats[2] as number),
  };
}
