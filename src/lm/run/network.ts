/** One run of the graph over ONNX Runtime: rows in, logits out. */
import type { Tensor } from 'onnxruntime-common';
import type { LlamaConfig } from '../arch/llama-config.ts';
import type { Batch } from './forward.ts';
import type { MountedBank } from './mounted-bank.ts';
import type { OrtRuntime } from './ort-runtime.ts';
import { runtimeError } from './runtime-error.ts';
import type { Sessions } from './sessions.ts';
import { plainTensor, type TensorMemory } from './tensor-memory.ts';

/** The rows of a batch: their cache, and what a run needs to know of them. */
export class Rows implements Batch {
  released = false;
  /** The coefficients of a step, by the graph's names: the same until rows leave. */
  stepCoefficients: Readonly<Record<string, Tensor>> | undefined;

  constructor(
    readonly bank: MountedBank,
    public lengths: number[],
    /** [rows, slots]. */
    public coefficients: Float32Array,
    /** past_key.0, past_value.0, past_key.1, ...: [rows, kv heads, positions, head]. */
    public cache: readonly Tensor[],
  ) {}

  forgetCoefficients(): void {
    for (const tensor of Object.values(this.stepCoefficients ?? {})) tensor.dispose();
    this.stepCoefficients = undefined;
  }

  /** Its cache belongs to another batch now. */
  leave(): void {
    this.released = true;
    this.forgetCoefficients();
    this.bank.release();
  }

  free(): void {
    this.leave();
    for (const tensor of this.cache) tensor.dispose();
  }
}

/** New positions of rows, as many for each; -1 where a row has none. */
export interface NewTokens {
  /** One token a row, as in the step before: what a step needs of the coefficients is kept. */
  readonly isStep: boolean;
  /** [rows, sequence]; an id past the vocabulary is a soft vector of its row. */
  readonly tokens: Int32Array;
  readonly sequence: number;
  /** Length of every row with them. */
  readonly totals: readonly number[];
  /** Flat positions, row * sequence + position, whose logits are wanted. */
  readonly wanted: readonly number[];
}

export interface NetworkOptions {
  readonly ort: OrtRuntime;
  readonly sessions: Sessions;
  readonly config: LlamaConfig;
  readonly memory: TensorMemory;
  /** Half precision. */
  readonly half: boolean;
  readonly embed: (token: number, out: Float32Array, to: number) => void;
}

export class Network {
  readonly #cacheNames: readonly string[];

  constructor(private readonly options: NetworkOptions) {
    this.#cacheNames = Array.from({ length: 2 * options.config.layers }, (_, i) => `${i % 2 ? 'value' : 'key'}.${i >> 1}`);
  }

  /** Cache tensors of rows without a position. */
  emptyCache(rows: number): Tensor[] {
    const { config, half, ort } = this.options;
    const none = half ? new Uint16Array(0) : new Float32Array(0);
    return this.#cacheNames.map(() => plainTensor(ort.Tensor, none, [rows, config.keyValueHeads, 0, config.headSize]));
  }

  /**
   * Appends new positions to the rows' cache.
   * @param wantsReward Whether the reward head's values are read, beside the logits.
   */
  async run(
    rows: Rows,
    added: NewTokens,
    wantsReward: boolean,
  ): Promise<{ readonly logits: Float32Array; readonly rewards: Float32Array | undefined }> {
    const session = await rows.bank.session.open();
    const inPlace = added.isStep && this.#makeRoom(rows, added);
    const read = ['logits', ...(wantsReward ? ['reward'] : [])];
    const presents = this.#cacheNames.map((name) => `present_${name}`);
    const fetches = inPlace
      ? Object.fromEntries([...read.map((name) => [name, null]), ...presents.map((name, i) => [name, rows.cache[i]])])
      : [...read, ...presents];
    const run = session.run(this.#feeds(rows, added), fetches);
    const results = await run.catch((cause: unknown) => {
      const { totals } = added;
      throw runtimeError(cause, 'the network failed', `${totals.length} rows of ${Math.max(...totals)} tokens found no room`);
    });
    if (!inPlace) {
      for (const tensor of rows.cache) tensor.dispose();
      rows.cache = presents.map((name) => results[name] as Tensor);
    }
    rows.lengths = [...added.totals];
    const valuesOf = async (name: string) => (await (results[name] as Tensor).getData()) as Float32Array;
    return { logits: await valuesOf('logits'), rewards: wantsReward ? await valuesOf('reward') : undefined };
  }

  /** Whether the new positions can be written into the tensors that hold the old ones; they are made longer for it. */
  #makeRoom(rows: Rows, { totals }: NewTokens): boolean {
    const { withRoom } = this.options.memory;
    if (!withRoom) return false;
    const cache = [...rows.cache];
    rows.cache = cache;
    for (const [i, tensor] of cache.entries()) cache[i] = withRoom(tensor, Math.max(...totals));
    return true;
  }

  #feeds(rows: Rows, added: NewTokens): Record<string, Tensor> {
    const { ort, config, embed, sessions } = this.options;
    const { tokens, sequence, totals, wanted } = added;
    const { Tensor } = ort;
    const count = totals.length;
    const embeddings = new Float32Array(tokens.length * config.width);
    for (const [i, token] of tokens.entries()) {
      const at = i * config.width;
      if (token >= config.vocabulary)
        rows.bank.soft.embed(rows.coefficients, Math.floor(i / sequence), token - config.vocabulary, embeddings, at);
      else if (token >= 0) embed(token, embeddings, at);
    }
    const int64 = (values: readonly number[]) => new Tensor('int64', BigInt64Array.from(values, BigInt), [values.length]);
    const int32 = (values: readonly number[]) => new Tensor('int32', Int32Array.from(values), [values.length]);
    return {
      embeddings: new Tensor('float32', embeddings, [tokens.length, config.width]),
      shape: int64([count, sequence, -1]),
      lengths: int32(totals.map((total) => total - 1)),
      total: int32([Math.max(sequence, ...totals)]),
      logit_index: int64(wanted),
      ...Object.fromEntries(this.#cacheNames.map((name, i) => [`past_${name}`, rows.cache[i] as Tensor])),
      ...sessions.weights,
      ...rows.bank.feeds,
      ...this.#coefficients(rows, added),
    };
  }

  #coefficients(rows: Rows, { tokens, sequence, wanted, isStep }: NewTokens): Readonly<Record<string, Tensor>> {
    const { ort, memory } = this.options;
    const all = tokens.map((_, i) => Math.floor(i / sequence));
    const make = (place: TensorMemory['place']) =>
      Object.fromEntries(
        Array.from(rows.bank.hooks, (hook) => {
          const of = hook === 'head' ? wanted.map((position) => Math.floor(position / sequence)) : all;
          const { values, dims } = rows.bank.coefficients(hook, rows.coefficients, of);
          return [`coefficients.${hook}`, place(values, dims)];
        }),
      );
    if (!isStep) return make((values, dims) => plainTensor(ort.Tensor, values, dims));
    rows.stepCoefficients ??= make(memory.place);
    return rows.stepCoefficients;
  }
}
