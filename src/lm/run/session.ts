import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-common';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import type { Batch, Forward, PrefillResult, PrefillRow } from './forward.ts';
import { type CacheOps, cpuCache } from './key-value-cache.ts';
import { runtimeError } from './runtime-error.ts';

/** What the engine needs of ONNX Runtime: onnxruntime-web's builds and onnxruntime-node all have it. */
export interface OrtRuntime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: TensorConstructor;
}

export interface ForwardOptions {
  readonly ort: OrtRuntime;
  readonly session: InferenceSession;
  readonly config: LlamaConfig;
  readonly context: number;
  readonly slots: readonly string[];
  /** The slot whose head the graph's `reward` is. */
  readonly rewardSlot?: string;
  /** True when the graph takes `logit_row`. */
  readonly headHooked: boolean;
  readonly cacheType: 'float32' | 'float16';
  /** How to copy cache tensors; in main memory unless told. */
  readonly cacheOps?: CacheOps;
  readonly embed: (token: number, out: Float32Array, to: number) => void;
}

/** Logits of one run are kept below this, as they are copied out of the runtime's memory. */
const LOGIT_BYTES = 48 * 2 ** 20;
/** Tokens of one run are kept below this, which bounds the activations (MLP: 12 KB a token). */
const RUN_TOKENS = 1536;

class Rows implements Batch {
  released = false;
  constructor(
    public lengths: number[],
    /** [rows, slots]. */
    public coefficients: Float32Array,
    /** past_key.0, past_value.0, past_key.1, ...: [rows, kv heads, positions, head]. */
    public cache: readonly Tensor[],
  ) {}
}

/** The network behind `Forward`, over any build of ONNX Runtime. Runs one call at a time. */
export function createForward(options: ForwardOptions): Forward {
  const { ort, session, config, context, slots, embed } = options;
  const { width, vocabulary, layers, keyValueHeads, headSize } = config;
  const ops = options.cacheOps ?? cpuCache(ort.Tensor);
  const cacheNames = Array.from({ length: 2 * layers }, (_, i) => `${i % 2 ? 'value' : 'key'}.${i >> 1}`);
  const pastNames = cacheNames.map((name) => `past_${name}`);
  const presentNames = cacheNames.map((name) => `present_${name}`);

  const own = (batch: Batch): Rows => {
    if (!(batch instanceof Rows) || batch.released) throw new Error('this batch was released, or made by another Forward');
    return batch;
  };

  let busy = false;
  const exclusive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (busy) throw new Error('the network is running already: wait for the call before');
    busy = true;
    try {
      return await work();
    } finally {
      busy = false;
    }
  };

  /** One run of the graph. `wanted`: flat positions [row * sequence + position] of the logits. */
  const run = async (
    rows: Rows,
    tokens: Int32Array,
    sequence: number,
    totals: readonly number[],
    wanted: readonly number[],
  ): Promise<{ logits: Float32Array; rewards: Float32Array | undefined }> => {
    const count = totals.length;
    const embeddings = new Float32Array(count * sequence * width);
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as number;
      if (token >= 0) embed(token, embeddings, i * width);
    }
    const feeds: Record<string, Tensor> = {
      embeddings: new ort.Tensor('float32', embeddings, [count, sequence, width]),
      lengths: new ort.Tensor(
        'int32',
        Int32Array.from(totals, (total) => total - 1),
        [count],
      ),
      total: new ort.Tensor('int32', Int32Array.of(Math.max(sequence, ...totals)), [1]),
      logit_index: new ort.Tensor('int64', BigInt64Array.from(wanted, BigInt), [wanted.length]),
    };
    if (slots.length > 0) feeds.coefficients = new ort.Tensor('float32', rows.coefficients, [count, slots.length]);
    if (options.headHooked) {
      feeds.logit_row = new ort.Tensor(
        'int64',
        BigInt64Array.from(wanted, (flat) => BigInt(Math.floor(flat / sequence))),
        [wanted.length],
      );
    }
    for (const [i, name] of pastNames.entries()) feeds[name] = rows.cache[i] as Tensor;
    const results = await session.run(feeds).catch((cause: unknown) => {
      throw runtimeError(cause, 'the network failed', `${count} rows of ${Math.max(...totals)} tokens found no room`);
    });
    for (const tensor of rows.cache) tensor.dispose();
    rows.cache = presentNames.map((name) => results[name] as Tensor);
    rows.lengths = [...totals];
    const read = async (name: string) => (await (results[name] as Tensor).getData()) as Float32Array;
    return { logits: await read('logits'), rewards: options.rewardSlot === undefined ? undefined : await read('reward') };
  };

  const emptyCache = (rows: number): Tensor[] =>
    pastNames.map(() => {
      const dims = [rows, keyValueHeads, 0, headSize];
      return options.cacheType === 'float16'
        ? new ort.Tensor('float16', new Uint16Array(0), dims)
        : new ort.Tensor('float32', new Float32Array(0), dims);
    });

  const checkTokens = (tokens: readonly number[]): void => {
    const strange = tokens.find((token) => !(token >= 0 && token < vocabulary));
    if (strange !== undefined) throw new EngineError('bad-request', `token ${strange} is not in the vocabulary of ${vocabulary}`);
  };

  /** Cuts rows into runs that stay within the limits. */
  const chunk = (rows: readonly PrefillRow[], sequence: number): PrefillRow[][] => {
    const chunks: PrefillRow[][] = [];
    let wanted = 0;
    for (const row of rows) {
      const more = row.tokens.length - row.logitsFrom;
      const current = chunks.at(-1);
      if (current && (wanted + more) * vocabulary * 4 <= LOGIT_BYTES && (current.length + 1) * sequence <= RUN_TOKENS) {
        current.push(row);
        wanted += more;
      } else {
        chunks.push([row]);
        wanted = more;
      }
    }
    return chunks;
  };

  const prefillChunk = async (rows: readonly PrefillRow[], sequence: number): Promise<PrefillResult & { readonly batch: Rows }> => {
    const coefficients = new Float32Array(rows.length * slots.length);
    const tokens = new Int32Array(rows.length * sequence).fill(-1);
    const wanted: number[] = [];
    for (const [i, row] of rows.entries()) {
      coefficients.set(row.coefficients, i * slots.length);
      tokens.set(row.tokens, i * sequence);
      for (let position = row.logitsFrom; position < row.tokens.length; position++) wanted.push(i * sequence + position);
    }
    const batch = new Rows([], coefficients, emptyCache(rows.length));
    const totals = rows.map((row) => row.tokens.length);
    const { logits, rewards } = await run(batch, tokens, sequence, totals, wanted);
    /** The rows' parts of values of `size` numbers a position. */
    const perRow = (flat: Float32Array, size: number): Float32Array[] => {
      let at = 0;
      return rows.map((row) => {
        const start = at;
        at += (row.tokens.length - row.logitsFrom) * size;
        return flat.subarray(start, at);
      });
    };
    return { batch, logits: perRow(logits, vocabulary), ...(rewards ? { rewards: perRow(rewards, 1) } : {}) };
  };

  return {
    vocabulary,
    context,
    slots,
    ...(options.rewardSlot === undefined ? {} : { rewardSlot: options.rewardSlot }),

    prefill: (rows) =>
      exclusive(async (): Promise<PrefillResult> => {
        if (rows.length === 0) throw new EngineError('bad-request', 'a batch of 0 rows, expected at least 1');
        for (const { tokens, coefficients, logitsFrom } of rows) {
          checkTokens(tokens);
          if (tokens.length < 1 || tokens.length > context)
            throw new EngineError('bad-request', `a row of ${tokens.length} tokens, expected 1 to ${context}`);
          if (coefficients.length !== slots.length)
            throw new EngineError('bad-request', `${coefficients.length} coefficients, expected ${slots.length}`);
          if (!(logitsFrom >= 0 && logitsFrom < tokens.length))
            throw new EngineError('bad-request', `logits from ${logitsFrom}, expected 0 to ${tokens.length - 1}`);
        }
        const sequence = Math.max(...rows.map((row) => row.tokens.length));
        const done: (PrefillResult & { readonly batch: Rows })[] = [];
        for (const part of chunk(rows, sequence)) done.push(await prefillChunk(part, sequence));
        const [first] = done as [(typeof done)[0]];
        if (done.length === 1) return first;
        const coefficients = new Float32Array(rows.length * slots.length);
        rows.forEach((row, i) => {
          coefficients.set(row.coefficients, i * slots.length);
        });
        const cache = pastNames.map((_, i) => ops.concatenate(done.map(({ batch }) => batch.cache[i] as Tensor)));
        const batch = new Rows(
          rows.map((row) => row.tokens.length),
          coefficients,
          cache,
        );
        const rewards = done.flatMap((part) => part.rewards ?? []);
        return { batch, logits: done.flatMap(({ logits }) => logits), ...(rewards.length > 0 ? { rewards } : {}) };
      }),

    step: (batch, tokens) =>
      exclusive(async () => {
        const rows = own(batch);
        checkTokens(tokens);
        if (tokens.length !== rows.lengths.length) throw new Error(`${tokens.length} tokens for ${rows.lengths.length} rows`);
        const totals = rows.lengths.map((length) => length + 1);
        if (Math.max(...totals) > context)
          throw new EngineError('bad-request', `a row of ${Math.max(...totals)} tokens, expected at most ${context}`);
        const { logits } = await run(rows, Int32Array.from(tokens), 1, totals, [...tokens.keys()]);
        return logits;
      }),

    rewind: (batch, lengths) => {
      const rows = own(batch);
      lengths.forEach((length, i) => {
        const present = rows.lengths[i];
        if (present === undefined || length < 1 || length > present)
          throw new Error(`row ${i} cannot be rewound from ${present} to ${length} tokens`);
      });
      // The cache stays as it is: positions beyond a row's length are never read, and overwritten as the row grows.
      rows.lengths = [...lengths];
    },

    keep: (batch, kept) => {
      const rows = own(batch);
      const lengths = kept.map((row) => {
        const length = rows.lengths[row];
        if (length === undefined) throw new Error(`row ${row} of ${rows.lengths.length} cannot be kept`);
        return length;
      });
      const coefficients = new Float32Array(kept.length * slots.length);
      kept.forEach((row, i) => {
        coefficients.set(rows.coefficients.subarray(row * slots.length, (row + 1) * slots.length), i * slots.length);
      });
      rows.cache = rows.cache.map((tensor) => ops.gather(tensor, kept));
      rows.coefficients = coefficients;
      rows.lengths = lengths;
    },

    release: (batch) => {
      const rows = own(batch);
      rows.released = true;
      for (const tensor of rows.cache) tensor.dispose();
    },

    dispose: () => session.release(),
  };
}
