/** The base's hidden states over given texts, without decoding. */
import { EngineError } from '../errors.ts';
import type { Pooling, StatesArgs, StatesResult, StateText } from '../reading.ts';
import type { Bank, Forward } from '../run/forward.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { prefillGroups } from './prefill-groups.ts';

/** The slot that brings the states out: no adapter, and the identity for a head. */
const SLOT = 'states';

/** A text in tokens: what it answers, then its own. */
interface Encoded {
  readonly tokens: readonly number[];
  /** Place of the text's first token. */
  readonly start: number;
}

/** A row, and the texts that are read on its way: those that it begins with, and itself. */
interface StateRow {
  readonly tokens: readonly number[];
  readonly texts: number[];
}

/**
 * Reads every text once; one that another begins with is read on the other's way, as a causal model's states do not depend on what follows.
 * @param between Awaited at every chunk of the work; what it throws ends it.
 * @throws EngineError 'bad-request' for a text without a token or beyond the context; what `between` throws; errors of the backend.
 */
export async function states(
  forward: Forward,
  tokenizer: Pick<Tokenizer, 'encode' | 'encodeChat'>,
  { texts, pooling }: StatesArgs,
  { between }: { readonly between?: () => Promise<void> } = {},
): Promise<StatesResult> {
  const start = performance.now();
  const { width } = forward;
  if (texts.length === 0) throw new EngineError('bad-request', 'states of 0 texts, expected at least 1');
  const encoded = texts.map((text, i) => encode(tokenizer, text, i, forward.context));
  const rows = shareRows(encoded);
  const read = new Float32Array(texts.length * width);
  const readers = rows.map(({ texts: own }) => ownReader(own, encoded, pooling, read, width));
  const bank = await forward.mount([{ id: SLOT, adapter: new Map() }], { slot: SLOT, head: identity(width) });
  try {
    const groups = rows.map(({ tokens }, i) => [
      { tokens, coefficients: Float32Array.of(1), logitsFrom: (readers[i] as ReturnType<typeof ownReader>).from },
    ]);
    await prefillGroups(forward, groups, (row, position, _, [state] = []) => readers[row]?.take(position, state as Float32Array), {
      bank: bank as Bank,
      ...(between ? { between } : {}),
    });
  } finally {
    bank.release();
  }
  const tokens = rows.reduce((sum, row) => sum + row.tokens.length, 0);
  return { states: read, width, tokens, totalMs: performance.now() - start };
}

function encode(tokenizer: Pick<Tokenizer, 'encode' | 'encodeChat'>, text: StateText, index: number, context: number): Encoded {
  const { prompt, system = '' } = text;
  const asked = prompt === undefined ? [] : tokenizer.encodeChat({ system, prompt });
  const own = tokenizer.encode(text.text);
  const room = context - asked.length;
  if (own.length < 1 || own.length > room)
    throw new EngineError('bad-request', `text ${index + 1} has ${own.length} tokens, expected 1 to ${room}`);
  return { tokens: [...asked, ...own], start: asked.length };
}

/** Texts by rows: in the order of their tokens, a text comes right before those that begin with it. */
function shareRows(texts: readonly Encoded[]): StateRow[] {
  const order = [...texts.keys()].sort((i, j) => compare((texts[j] as Encoded).tokens, (texts[i] as Encoded).tokens));
  const rows: StateRow[] = [];
  for (const index of order) {
    const { tokens } = texts[index] as Encoded;
    const last = rows.at(-1);
    if (last && tokens.every((token, k) => token === last.tokens[k])) last.texts.push(index);
    else rows.push({ tokens, texts: [index] });
  }
  return rows;
}

/** Lexicographic; what another begins with comes first. */
function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((token, k) => token !== b[k]);
  return at < 0 ? a.length - b.length : (a[at] as number) - (b[at] ?? -1);
}

/** Takes a row's states one after the other and writes those of its texts. */
function ownReader(own: readonly number[], texts: readonly Encoded[], pooling: Pooling, out: Float32Array, width: number) {
  const places = own.map((index) => ({ index, ...(texts[index] as Encoded) }));
  const from = Math.min(...places.map(({ tokens, start }) => (pooling === 'mean' ? start : tokens.length - 1)));
  const sums = new Map(places.map(({ start }) => [start, new Float64Array(width)]));
  const take = (position: number, state: Float32Array): void => {
    const at = from + position;
    if (pooling === 'mean') {
      for (const [start, sum] of sums) if (at >= start) for (let k = 0; k < width; k++) sum[k] = (sum[k] as number) + (state[k] as number);
    }
    for (const { index, tokens, start } of places) {
      if (tokens.length !== at + 1) continue;
      const value = pooling === 'mean' ? (sums.get(start) as Float64Array).map((sum) => sum / (at + 1 - start)) : state;
      out.set(value, index * width);
    }
  };
  return { from, take };
}

function identity(width: number): Float32Array {
  const matrix = new Float32Array(width * width);
  for (let i = 0; i < width; i++) matrix[i * width + i] = 1;
  return matrix;
}
