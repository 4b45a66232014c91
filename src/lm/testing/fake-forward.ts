/**
 * A model of hashes: logits depend on a row's whole history and on its coefficients, nothing else. It checks that its caller keeps
 * the contract of Forward and poisons what the caller may no longer read.
 */

import type { MountSlots } from '../adapters/bank-slots.ts';
import { softTokensOf } from '../adapters/soft-prompt.ts';
import { gumbelOfBits, noiseBits, noiseKey } from '../decode/gumbel.ts';
import type { Bank, Batch, Forward, PrefillOptions, PrefillRow } from '../run/forward.ts';
import type { Chat } from '../text/chat-template.ts';

export interface FakeForwardOptions {
  readonly vocabulary?: number;
  readonly context?: number;
  readonly width?: number;
  /** How far the logits of a step may be from those of a prefill, as float error in a real backend. */
  readonly wobble?: number;
  /** Whether it says that they are the same. */
  readonly prefillsAsSteps?: boolean;
}

export interface FakeForward extends Forward {
  /** Calls so far, and rows that were stepped. */
  readonly counts: { prefills: number; steps: number; steppedRows: number; liveBatches: number; liveBanks: number };
  /** The exact logits after this history. */
  logitsAfter(history: readonly number[], coefficients: Float32Array): Float32Array;
}

/** Positions that are read at a time. */
const PIECE = 3;

class Histories implements Batch {
  released = false;
  constructor(
    /** Everything in the cache, beyond the valid length too. */
    public histories: number[][],
    public coefficients: Float32Array[],
    public lengths: number[],
  ) {}
}

function own(batch: Batch): Histories {
  if (!(batch instanceof Histories) || batch.released) throw new Error('this batch was released');
  return batch;
}

function hashOf(history: readonly number[]): number {
  return history.reduce((hash, token) => noiseBits(noiseKey(hash, 1), token), 17);
}

export function createFakeForward(options: FakeForwardOptions = {}): FakeForward {
  const { vocabulary = 24, width = 4, context = 96, wobble = 0, prefillsAsSteps = true } = options;
  const counts = { prefills: 0, steps: 0, steppedRows: 0, liveBatches: 0, liveBanks: 0 };
  const heads = new WeakMap<Bank, Float32Array>();
  let lent: Float32Array | undefined;

  const logitsAfter = (history: readonly number[], coefficients: Float32Array): Float32Array => {
    const hash = hashOf(history);
    const spread = (source: number, token: number) => gumbelOfBits(noiseBits(noiseKey(hash, source), token));
    return Float32Array.from({ length: vocabulary }, (_, token) =>
      coefficients.reduce((sum, coefficient, slot) => sum + coefficient * spread(slot + 1, token), 1.5 * spread(0, token)),
    );
  };

  /** [positions, heads]. */
  const rewardsOf = ({ tokens, logitsFrom }: PrefillRow, head: Float32Array): Float32Array => {
    const values = tokens.slice(logitsFrom).flatMap((_, i) => multiply(stateAfter(tokens.slice(0, logitsFrom + i + 1), width), head));
    return Float32Array.from(values);
  };

  const poison = (): void => {
    lent?.fill(Number.NaN);
  };

  return {
    vocabulary,
    width,
    context,
    prefillsAsSteps,
    counts,
    logitsAfter,

    mount(slots, reward): Bank {
      counts.liveBanks++;
      const bank = { ...namesOf(slots, reward, width), release: () => counts.liveBanks-- };
      if (reward) heads.set(bank, reward.head);
      return bank;
    },

    async prefill(rows: readonly PrefillRow[], { bank, between, read, groups = rows.map(() => 1) }: PrefillOptions = {}) {
      await between?.();
      poison();
      counts.prefills++;
      counts.liveBatches++;
      const logits = rows.map(({ tokens, coefficients, logitsFrom }) => {
        refuseStrange(tokens, vocabulary + softTokensOf(bank?.softTokens, coefficients));
        if (tokens.length < 1 || tokens.length > context) throw new Error(`a row of ${tokens.length} tokens`);
        if (coefficients.length !== (bank?.slots.length ?? 0)) throw new Error(`${coefficients.length} coefficients`);
        if (logitsFrom < 0 || logitsFrom >= tokens.length) throw new Error(`logits from ${logitsFrom} of ${tokens.length}`);
        const wanted = tokens.slice(logitsFrom).map((_, i) => [...logitsAfter(tokens.slice(0, logitsFrom + i + 1), coefficients)]);
        return Float32Array.from(wanted.flat());
      });
      const batch = new Histories(
        rows.map(({ tokens }) => [...tokens]),
        rows.map(({ coefficients }) => coefficients),
        rows.map(({ tokens }) => tokens.length),
      );
      const head = bank && heads.get(bank);
      const rewards = head && rows.map((row) => rewardsOf(row, head));
      if (!read) return { batch, logits, ...(rewards ? { rewards } : {}) };
      readInTurns(groups, vocabulary, logits, rewards, read);
      return { batch, logits: [] };
    },

    async step(batch, tokens) {
      poison();
      const rows = own(batch);
      refuseStrange(tokens, vocabulary);
      if (tokens.length !== rows.lengths.length) throw new Error(`${tokens.length} tokens for ${rows.lengths.length} rows`);
      counts.steps++;
      counts.steppedRows += tokens.length;
      const out = tokens.flatMap((token, row) => {
        const history = [...(rows.histories[row] as number[]).slice(0, rows.lengths[row]), token];
        if (history.length > context) throw new Error(`a row of ${history.length} tokens`);
        rows.histories[row] = history;
        rows.lengths[row] = history.length;
        const logits = [...logitsAfter(history, rows.coefficients[row] as Float32Array)];
        const key = noiseKey(hashOf(history), 99);
        return logits.map((logit, v) => logit + wobble * (noiseBits(key, v) / 2 ** 31 - 1));
      });
      lent = Float32Array.from(out);
      return lent;
    },

    rewind(batch, lengths) {
      const rows = own(batch);
      if (lengths.length !== rows.lengths.length) throw new Error(`${lengths.length} lengths for ${rows.lengths.length} rows`);
      for (const [row, length] of lengths.entries()) {
        if (!(length >= 1 && length <= (rows.lengths[row] as number))) throw new Error(`row ${row} from ${rows.lengths[row]} to ${length}`);
      }
      rows.lengths = [...lengths];
    },

    keep(batch, kept) {
      const rows = own(batch);
      const pick = <T>(from: readonly T[]): T[] =>
        kept.map((row) => {
          const value = from[row];
          if (value === undefined) throw new Error(`row ${row} of ${from.length}`);
          return value;
        });
      rows.histories = pick(rows.histories).map((history) => [...history]);
      rows.coefficients = pick(rows.coefficients);
      rows.lengths = pick(rows.lengths);
    },

    release(batch) {
      poison();
      own(batch).released = true;
      counts.liveBatches--;
    },

    async dispose() {},
  };
}

function namesOf(slots: MountSlots['slots'], reward: MountSlots['reward'], width: number) {
  const softTokens = slots.map(({ soft }) => (soft?.length ?? 0) / width);
  return { slots: slots.map(({ id }) => id), softTokens, ...(reward ? { rewardSlot: reward.slot } : {}) };
}

function refuseStrange(tokens: readonly number[], vocabulary: number): void {
  if (!tokens.every((token) => Number.isInteger(token) && token >= 0 && token < vocabulary)) throw new Error(`strange tokens ${tokens}`);
}

/** The hidden state of the fake after this history: numbers in [-1, 1). */
export function stateAfter(history: readonly number[], width: number): number[] {
  const key = noiseKey(hashOf(history), 7);
  return Array.from({ length: width }, (_, k) => noiseBits(key, k) / 2 ** 31 - 1);
}

/** @param head [width, heads]. */
function multiply(state: readonly number[], head: Float32Array): number[] {
  const count = head.length / state.length;
  return Array.from({ length: count }, (_, j) => state.reduce((sum, value, k) => sum + value * (head[k * count + j] as number), 0));
}

/** A few positions at a time, the rows of a group in turns. */
function readInTurns(
  groups: readonly number[],
  vocabulary: number,
  logits: readonly Float32Array[],
  rewards: readonly Float32Array[] | undefined,
  read: NonNullable<PrefillOptions['read']>,
): void {
  let first = 0;
  for (const count of groups) {
    const group = Array.from({ length: count }, (_, i) => first + i);
    first += count;
    const longest = Math.max(...group.map((row) => (logits[row] as Float32Array).length)) / vocabulary;
    for (let at = 0; at < longest; at += PIECE) {
      for (const row of group) {
        const own = logits[row] as Float32Array;
        const piece = own.subarray(at * vocabulary, (at + PIECE) * vocabulary);
        const heads = ((rewards?.[row]?.length ?? 0) * vocabulary) / own.length;
        const values = rewards?.[row]?.subarray(at * heads, (at + PIECE) * heads);
        if (piece.length > 0) read([{ row, logits: piece, ...(values ? { rewards: values } : {}) }]);
      }
    }
  }
}

/** Letters for tokens; token 0 ends, the characters of turns and prompt are their ids. */
export function createFakeTokenizer(vocabulary = 24) {
  const letter = (id: number) => String.fromCodePoint(0x61 + id);
  return {
    stops: new Set([0]),
    end: 0,
    encodeChat: ({ system, turns = [], prompt }: Chat) =>
      Array.from(
        [system, ...turns.map(({ text }) => text), prompt].join('>'),
        (character) => 1 + ((character.codePointAt(0) ?? 0) % (vocabulary - 1)),
      ),
    encode: (text: string) => Array.from(text, (character) => 1 + ((character.codePointAt(0) ?? 0) % (vocabulary - 1))),
    decode: (ids: readonly number[]) => ids.map(letter).join(''),
    bytes: (id: number) => new TextEncoder().encode(letter(id)),
    stream: () => ({ push: letter, end: () => '' }),
    letter,
  };
}

/** A bank of the fake's: only its slots' ids matter. */
export function mountFake(forward: FakeForward, ...ids: readonly string[]): Bank {
  return forward.mount(ids.map((id) => ({ id, adapter: new Map() }))) as Bank;
}
