/**
 * A pool: the base model's own answers to a list of prompts, from which the offline stage learns. It is a file (`tiller-pool/1`), shipped as
 * public/models/pool.json for the shipped prompts, and what the browser keeps of prompts of one's own.
 */
import * as v from 'valibot';
import { parseFile } from '../lm/parse-file.ts';
import { Count, consistent, firstTwice, Seed, Sha256, Text } from '../packs/fields.ts';

/** Where an answer can be ended after one of its sentences. */
export interface Cut {
  /** Tokens that are left of it, the stop token not among them; at least 4. */
  readonly tokens: number;
  /** UTF-16 units that are left of its text. Two cuts may share it: a line break of one token after the sentence's end, and none. */
  readonly text: number;
}

export interface PoolAnswer {
  /** Place of its prompt in `prompts`. */
  readonly prompt: number;
  /** Token ids, without the stop token. */
  readonly tokens: readonly number[];
  /** Without white space around it, as rewards are asked of it (`ChatTokenizer.decode` of models/tiller). */
  readonly text: string;
  /** The base ended it by itself: a stop token follows. */
  readonly finished: boolean;
  /** At most three, ascending: src/training/cuts.ts has the rule. */
  readonly cuts: readonly Cut[];
}

/** Sentences of the base set as a list, which it hardly ever writes itself: models/tiller/forms.py. A stop token follows. */
export interface PoolList {
  /** Place of its prompt in `prompts`. */
  readonly prompt: number;
  readonly tokens: readonly number[];
  readonly text: string;
}

export interface Pool {
  readonly format: 'tiller-pool/1';
  /** SHA-256 of the base model's GGUF: another base would not have given these answers. */
  readonly base: string;
  /** The system prompt that all were answered under. */
  readonly system: string;
  /** Most tokens of an answer, the stop token among them. */
  readonly limit: number;
  /** Of the sampling, without top-k and top-p. */
  readonly temperature: number;
  readonly seed: number;
  /** The token that the base ends an answer with. */
  readonly stop: number;
  /** Of the code that sampled; empty where a page did. */
  readonly commit: string;
  readonly prompts: readonly string[];
  readonly answers: readonly PoolAnswer[];
  /** Candidates for whoever trains on the forms of lists. */
  readonly lists?: readonly PoolList[] | undefined;
}

/** Sentence ends that are tried in one answer. */
export const cutLimit = 3;

const Base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/, 'base64'));

const AnswerSchema = v.object({
  prompt: Count,
  /** uint16, little-endian. */
  tokens: Base64,
  text: v.string(),
  finished: v.boolean(),
  /** [tokens, text] each. */
  cuts: v.pipe(v.array(v.tuple([v.pipe(Count, v.minValue(1)), v.pipe(Count, v.minValue(1))])), v.maxLength(cutLimit)),
});

const ListSchema = v.object({ prompt: Count, tokens: Base64, text: v.pipe(v.string(), v.minLength(1)) });

const FileSchema = v.pipe(
  v.object({
    format: v.literal('tiller-pool/1'),
    base: Sha256,
    system: v.string(),
    limit: v.pipe(Count, v.minValue(1), v.maxValue(1024)),
    temperature: v.pipe(v.number(), v.gtValue(0), v.maxValue(10)),
    seed: Seed,
    stop: v.pipe(Count, v.maxValue(0xffff)),
    commit: v.string(),
    prompts: v.pipe(v.array(Text), v.minLength(1)),
    answers: v.array(AnswerSchema),
    lists: v.exactOptional(v.array(ListSchema)),
  }),
  consistent(({ prompts }) => {
    const twice = firstTwice(prompts);
    return twice && { field: ['prompts', twice.index], expected: 'a prompt that is not there before', got: twice.value };
  }),
);

export type PoolFile = v.InferInput<typeof FileSchema>;

/**
 * Reads a pool's JSON.
 * @throws Error that names the file, the field, what was expected and what came.
 */
export function readPool(data: unknown, file: string): Pool {
  const { answers, lists, ...head } = parseFile(FileSchema, data, file);
  const complainer =
    (place: string) =>
    (field: string, expected: string, got: unknown): never => {
      throw new Error(`${file}: field ${place}.${field}: expected ${expected}, got ${String(got)}`);
    };
  const read = { ...head, answers: answers.map((answer, i) => readAnswer(answer, head, complainer(`answers.${i}`))) };
  if (!lists) return read;
  return { ...read, lists: lists.map((list, i) => ({ ...list, tokens: readTokens(list, head, complainer(`lists.${i}`)) })) };
}

type Head = Pick<Pool, 'prompts' | 'limit'>;
type Complain = (field: string, expected: string, got: unknown) => never;

function readAnswer(answer: v.InferOutput<typeof AnswerSchema>, head: Head, complain: Complain): PoolAnswer {
  const tokens = readTokens(answer, head, complain);
  const { text } = answer;
  let last: Cut = { tokens: 0, text: 0 };
  const cuts = answer.cuts.map(([cutTokens, cutText], k) => {
    if (cutTokens <= last.tokens || cutTokens > tokens.length)
      complain(`cuts.${k}.0`, `tokens above ${last.tokens}, at most ${tokens.length}`, cutTokens);
    if (cutText < Math.max(1, last.text) || cutText > text.length)
      complain(`cuts.${k}.1`, `${Math.max(1, last.text)} to ${text.length} characters`, cutText);
    last = { tokens: cutTokens, text: cutText };
    return last;
  });
  return { ...answer, tokens, cuts };
}

function readTokens(of: { readonly prompt: number; readonly tokens: string }, { prompts, limit }: Head, complain: Complain): number[] {
  if (of.prompt >= prompts.length) complain('prompt', `an index below ${prompts.length}`, of.prompt);
  const bytes = base64Bytes(of.tokens) ?? complain('tokens', 'base64', of.tokens);
  if (bytes.length % 2 !== 0) complain('tokens', 'two bytes a token', `${bytes.length} bytes`);
  const tokens = Array.from({ length: bytes.length / 2 }, (_, k) => (bytes[2 * k] as number) + 256 * (bytes[2 * k + 1] as number));
  if (tokens.length > limit) complain('tokens', `at most ${limit} tokens`, tokens.length);
  return tokens;
}

/**
 * The pool as JSON of its file.
 * @throws RangeError on a token that does not fit 16 bits.
 */
export function writePool({ lists, ...pool }: Pool): PoolFile {
  return {
    ...pool,
    prompts: [...pool.prompts],
    answers: pool.answers.map(({ prompt, tokens, text, finished, cuts }) => ({
      prompt,
      tokens: tokensBase64(tokens),
      text,
      finished,
      cuts: cuts.map((cut): [number, number] => [cut.tokens, cut.text]),
    })),
    ...(lists ? { lists: lists.map(({ prompt, tokens, text }) => ({ prompt, tokens: tokensBase64(tokens), text })) } : {}),
  };
}

function tokensBase64(tokens: readonly number[]): string {
  const bytes = new Uint8Array(2 * tokens.length);
  tokens.forEach((token, i) => {
    if (!Number.isInteger(token) || token < 0 || token > 0xffff)
      throw new RangeError(`token ${token}: expected an integer from 0 to 65535, as a pool's file has`);
    bytes[2 * i] = token % 256;
    bytes[2 * i + 1] = token >> 8;
  });
  return btoa(String.fromCharCode(...bytes));
}

function base64Bytes(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
