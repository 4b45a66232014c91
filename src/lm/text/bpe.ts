/**
 * Byte-level BPE from the lists of a GGUF (Sennrich et al., arXiv 1508.07909, over the bytes of words as GPT-2 has it). A vocabulary of 50,000 tokens is
 * read in some hundredths of a second: the start waits for it.
 */
import { EngineError } from '../errors.ts';
import { showValue } from '../show-value.ts';
import { characterOfByte } from './byte-alphabet.ts';
import { CONTROL, USER_DEFINED } from './token-types.ts';

/** GPT-2's pre-tokenizer. White space is Unicode's, as in the Rust original; JavaScript's `\s` has U+FEFF more and U+0085 less. */
const GPT2_WORDS =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
/** One number character a piece, in any script. */
const SINGLE_NUMBERS = /\p{N}/gu;

/** llama.cpp's names of pre-tokenizers (`tokenizer.ggml.pre`) to the patterns that cut the text, in order. */
export const PRE_TOKENIZERS: Readonly<Record<string, readonly RegExp[]>> = {
  smollm: [SINGLE_NUMBERS, GPT2_WORDS],
  starcoder: [SINGLE_NUMBERS, GPT2_WORDS],
  refact: [SINGLE_NUMBERS, GPT2_WORDS],
  'gpt-2': [GPT2_WORDS],
};

export interface Bpe {
  /** Ids of a text; special tokens written in it are read as such. What no token writes is left out. */
  encode(text: string): number[];
}

/** Of a byte that no token writes. */
const NONE = -1;
/** Words whose ids are remembered, and the longest of them. */
const REMEMBERED = 10_000;
const LONGEST_REMEMBERED = 256;

function readVocabulary(tokens: readonly string[]): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    if (ids.has(token))
      throw new EngineError(
        'unsupported-model',
        `gguf field tokenizer.ggml.tokens.${id}: ${showValue(token)} comes twice, expected every token once`,
      );
    ids.set(token, id);
  }
  return ids;
}

/** Pairs of tokens that become one, the first of them first. */
class Merges {
  /** By the pair's number. */
  readonly #ranks = new Map<number, number>();
  readonly #made: Int32Array;

  /**
   * A merge of two tokens to none is left out: what it would make has no id, and the text would be lost.
   * @throws EngineError 'unsupported-model' for a merge that is none, or that builds on what is no token.
   */
  constructor(
    merges: readonly string[],
    private readonly ids: ReadonlyMap<string, number>,
  ) {
    this.#made = new Int32Array(merges.length);
    for (const [rank, merge] of merges.entries()) {
      const fail = (what: string): never => {
        throw new EngineError('unsupported-model', `gguf field tokenizer.ggml.merges.${rank}: ${showValue(merge)} ${what}`);
      };
      const space = merge.indexOf(' ');
      if (space < 1 || space === merge.length - 1 || merge.includes(' ', space + 1))
        fail('is no merge, expected two tokens with a space between');
      const [first, second] = [merge.slice(0, space), merge.slice(space + 1)];
      const made = ids.get(first + second);
      if (made === undefined) continue;
      const idOf = (part: string) => ids.get(part) ?? fail(`builds on ${showValue(part)}, expected a token of the vocabulary`);
      this.#ranks.set(this.#pair(idOf(first), idOf(second)), rank);
      this.#made[rank] = made;
    }
  }

  #pair(first: number, second: number): number {
    return first * this.ids.size + second;
  }

  /** Undefined where the two stay apart. */
  rank(first: number, second: number): number | undefined {
    return first === NONE || second === NONE ? undefined : this.#ranks.get(this.#pair(first, second));
  }

  made(rank: number): number {
    return this.#made[rank] as number;
  }
}

/** The smallest number first. */
class Heap {
  readonly #numbers: number[] = [];

  push(number: number): void {
    const numbers = this.#numbers;
    let at = numbers.length;
    for (let above = (at - 1) >> 1; at > 0 && (numbers[above] as number) > number; above = (at - 1) >> 1) {
      numbers[at] = numbers[above] as number;
      at = above;
    }
    numbers[at] = number;
  }

  pop(): number | undefined {
    const numbers = this.#numbers;
    const least = numbers[0];
    const last = numbers.pop() as number;
    if (numbers.length === 0) return least;
    let at = 0;
    for (let below = 1; below < numbers.length; below = 2 * at + 1) {
      if ((numbers[below + 1] ?? Number.POSITIVE_INFINITY) < (numbers[below] as number)) below++;
      if ((numbers[below] as number) >= last) break;
      numbers[at] = numbers[below] as number;
      at = below;
    }
    numbers[at] = last;
    return least;
  }
}

/** Merges a word's tokens: of the pairs that stand in it the one of the lowest rank, of equal ones the leftmost, until none is left. */
function mergeWord(word: readonly number[], merges: Merges): number[] {
  const ids: (number | undefined)[] = [...word];
  const next = word.map((_, at) => at + 1);
  const before = word.map((_, at) => at - 1);
  // a pair waits as its rank and its place in one number; where it has changed since, its rank is another
  const waiting = new Heap();
  const rankAt = (at: number): number | undefined => {
    const second = ids[next[at] as number];
    return ids[at] === undefined || second === undefined ? undefined : merges.rank(ids[at], second);
  };
  const look = (at: number): void => {
    const rank = at < 0 ? undefined : rankAt(at);
    if (rank !== undefined) waiting.push(rank * word.length + at);
  };
  for (let at = 0; at + 1 < word.length; at++) look(at);
  for (let least = waiting.pop(); least !== undefined; least = waiting.pop()) {
    const at = least % word.length;
    const rank = (least - at) / word.length;
    if (rankAt(at) !== rank) continue;
    const gone = next[at] as number;
    ids[at] = merges.made(rank);
    ids[gone] = undefined;
    next[at] = next[gone] as number;
    if ((next[at] as number) < word.length) before[next[at] as number] = at;
    look(before[at] as number);
    look(at);
  }
  return ids.filter((id): id is number => id !== undefined && id !== NONE);
}

/** The text cut at every match of a pattern, matches and what is between them. */
function cut(text: string, pattern: RegExp): string[] {
  const pieces: string[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    if (match[0] !== '') pieces.push(match[0]);
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

/** Finds any of these, the longest first; undefined where there are none. */
function anyOf(words: readonly string[]): RegExp | undefined {
  if (words.length === 0) return undefined;
  const sorted = [...words].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map((word) => word.replace(/[$()*+.?[\\\]^{|}/-]/g, '\\$&')).join('|'), 'gu');
}

/**
 * Byte-level BPE over a GGUF's vocabulary.
 * @param types Of every token; control and user-defined ones are found in a text before anything else.
 * @param patterns cut the text, in order, before anything is merged.
 * @throws EngineError 'unsupported-model' for a token that comes twice, or a merge that is none.
 */
export function buildBpe(tokens: readonly string[], types: readonly number[], merges: readonly string[], patterns: readonly RegExp[]): Bpe {
  const ids = readVocabulary(tokens);
  const ranked = new Merges(merges, ids);
  const special = new Set(tokens.filter((token, id) => token !== '' && (types[id] === CONTROL || types[id] === USER_DEFINED)));
  const specials = anyOf([...special]);
  const byteIds = Array.from({ length: 256 }, (_, byte) => ids.get(characterOfByte(byte)) ?? NONE);
  const encoder = new TextEncoder();
  const remembered = new Map<string, readonly number[]>();

  const idsOfWord = (word: string): readonly number[] => {
    const known = remembered.get(word);
    if (known) return known;
    const merged = mergeWord(
      Array.from(encoder.encode(word), (byte) => byteIds[byte] as number),
      ranked,
    );
    if (remembered.size === REMEMBERED) remembered.clear();
    if (word.length < LONGEST_REMEMBERED) remembered.set(word, merged);
    return merged;
  };
  return {
    encode: (text) =>
      (specials ? cut(text, specials) : [text]).flatMap((section) => {
        if (special.has(section)) return [ids.get(section) as number];
        const words = patterns.reduce((pieces, pattern) => pieces.flatMap((piece) => cut(piece, pattern)), [section]);
        return words.flatMap(idsOfWord);
      }),
  };
}
