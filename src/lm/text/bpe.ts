/** Byte-level BPE from the lists of a GGUF. */
import { Tokenizer as BpeTokenizer } from '@huggingface/tokenizers';
import { EngineError } from '../errors.ts';
import { showValue } from '../show-value.ts';
import { CONTROL, USER_DEFINED } from './token-types.ts';

/** GPT-2's pre-tokenizer. As a `Split` the library reads `\s` and `\p` as the Rust original does; its own ByteLevel has JavaScript's. */
const GPT2_WORDS = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
/** One number character a piece, in any script. */
const SINGLE_NUMBERS = '\\p{N}';

/** llama.cpp's names of pre-tokenizers (`tokenizer.ggml.pre`) to the patterns that cut the text, in order. */
export const PRE_TOKENIZERS: Readonly<Record<string, readonly string[]>> = {
  smollm: [SINGLE_NUMBERS, GPT2_WORDS],
  starcoder: [SINGLE_NUMBERS, GPT2_WORDS],
  refact: [SINGLE_NUMBERS, GPT2_WORDS],
  'gpt-2': [GPT2_WORDS],
};

/**
 * The merges that make tokens. A merge of two tokens to none is left out: what it would make has no id, and the text would be lost.
 * @throws EngineError 'unsupported-model' for a merge that is none, or that builds on what is no token.
 */
function readMerges(merges: readonly string[], vocab: Readonly<Record<string, number>>): [string, string][] {
  const fail = (index: number, what: string): never => {
    throw new EngineError('unsupported-model', `gguf field tokenizer.ggml.merges.${index}: ${showValue(merges[index])} ${what}`);
  };
  return merges.flatMap((merge, index): [string, string][] => {
    const space = merge.indexOf(' ');
    const [left, right] = [merge.slice(0, Math.max(0, space)), merge.slice(space + 1)];
    if (left === '' || right === '' || right.includes(' ')) fail(index, 'is no merge, expected two tokens with a space between');
    if (!(left + right in vocab)) return [];
    const stranger = [left, right].find((part) => !(part in vocab));
    if (stranger !== undefined) fail(index, `builds on ${showValue(stranger)}, expected a token of the vocabulary`);
    return [[left, right]];
  });
}

/**
 * Byte-level BPE over a GGUF's vocabulary.
 * @param patterns cut the text, in order, before anything is merged.
 * @throws EngineError 'unsupported-model' for a token that comes twice, or a merge that is none.
 */
export function buildBpe(
  tokens: readonly string[],
  types: readonly number[],
  merges: readonly string[],
  patterns: readonly string[],
): BpeTokenizer {
  // without a prototype: a token may be called `__proto__`
  const vocab: Record<string, number> = Object.create(null);
  for (const [id, token] of tokens.entries()) {
    if (token in vocab)
      throw new EngineError(
        'unsupported-model',
        `gguf field tokenizer.ggml.tokens.${id}: ${showValue(token)} comes twice, expected every token once`,
      );
    vocab[token] = id;
  }
  const added = tokens
    .map((content, id) => ({ id, content, special: types[id] === CONTROL, normalized: false }))
    .filter(({ id }) => types[id] === CONTROL || types[id] === USER_DEFINED);
  const splits = patterns.map((pattern) => ({ type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false }));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, use_regex: false };
  return new BpeTokenizer(
    {
      added_tokens: added,
      normalizer: null,
      pre_tokenizer: { type: 'Sequence', pretokenizers: [...splits, byteLevel] },
      model: { type: 'BPE', vocab, merges: readMerges(merges, vocab), ignore_merges: false },
      post_processor: null,
      decoder: null,
    },
    {},
  );
}
