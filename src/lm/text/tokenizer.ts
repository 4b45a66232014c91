/** Byte-level BPE built from a GGUF's own metadata: text to ids, chats to ids, ids to text. Knows nothing of logits. */
import { Tokenizer as BpeTokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { EngineError } from '../errors.ts';
import { bytesOfToken } from './byte-alphabet.ts';
import { createChatTemplate } from './chat-template.ts';
import { createTextStream, type TextStream } from './text-stream.ts';

export interface Tokenizer {
  /** Tokens that end an answer. */
  readonly stops: ReadonlySet<number>;
  /** The one that the model was taught to end with. */
  readonly end: number;
  /** Ids of a text; control tokens written in it are read as such, nothing is added. */
  encode(text: string): number[];
  /** Ids of the model's own chat template up to where the answer starts. */
  encodeChat(chat: { readonly system: string; readonly prompt: string }): number[];
  /** Text of ids; control tokens are silent. */
  decode(ids: readonly number[]): string;
  /** The same, token by token. */
  stream(): { push(id: number): string; end(): string };
}

/** GPT-2's pre-tokenizer. As a `Split` the library reads `\s` and `\p` as the Rust original does; its own ByteLevel has JavaScript's. */
const GPT2_WORDS = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
/** One number character a piece, in any script. */
const SINGLE_NUMBERS = '\\p{N}';

/** llama.cpp's names of pre-tokenizers (`tokenizer.ggml.pre`) to the patterns that cut the text, in order. */
const PRE_TOKENIZERS: Readonly<Record<string, readonly string[]>> = {
  smollm: [SINGLE_NUMBERS, GPT2_WORDS],
  starcoder: [SINGLE_NUMBERS, GPT2_WORDS],
  refact: [SINGLE_NUMBERS, GPT2_WORDS],
  'gpt-2': [GPT2_WORDS],
};

/** Token types of GGUF (`tokenizer.ggml.token_type`). */
const CONTROL = 3;
const USER_DEFINED = 4;
const UNUSED = 5;

/** End tokens by name: a model may end its turn by another token than its EOS. */
const END_NAMES: readonly string[] = ['<|im_end|>', '<|endoftext|>', '<|eot_id|>', '<|end_of_text|>', '</s>'];

const Id = v.pipe(v.number(), v.integer(), v.minValue(0));
const MetadataSchema = v.object({
  'tokenizer.ggml.model': v.literal('gpt2'),
  'tokenizer.ggml.pre': v.picklist(Object.keys(PRE_TOKENIZERS)),
  'tokenizer.ggml.tokens': v.pipe(v.array(v.string()), v.minLength(1)),
  'tokenizer.ggml.token_type': v.array(v.number()),
  'tokenizer.ggml.merges': v.array(v.string()),
  'tokenizer.ggml.eos_token_id': Id,
  'tokenizer.ggml.bos_token_id': v.optional(Id),
  'tokenizer.chat_template': v.pipe(v.string(), v.minLength(1)),
});

/**
 * Builds the tokenizer from a GGUF's key-value metadata.
 * @throws EngineError 'unsupported-model' that names the key and what was expected.
 */
export function createTokenizer(metadata: Readonly<Record<string, unknown>>): Tokenizer {
  const parsed = v.safeParse(MetadataSchema, metadata);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new EngineError('unsupported-model', `gguf field ${v.getDotPath(issue)}: expected ${issue.expected}, got ${issue.received}`);
  }
  const fields = parsed.output;
  const tokens = fields['tokenizer.ggml.tokens'];
  const types = fields['tokenizer.ggml.token_type'];
  if (types.length !== tokens.length) {
    throw new EngineError('unsupported-model', `gguf has ${types.length} token types, expected ${tokens.length}, one per token`);
  }

  const bpe = buildBpe(tokens, types, fields['tokenizer.ggml.merges'], PRE_TOKENIZERS[fields['tokenizer.ggml.pre']] ?? []);
  const eos = fields['tokenizer.ggml.eos_token_id'];
  const bos = fields['tokenizer.ggml.bos_token_id'];
  const render = createChatTemplate(fields['tokenizer.chat_template'], {
    bos: bos === undefined ? '' : (tokens[bos] ?? ''),
    eos: tokens[eos] ?? '',
  });
  const silent = (id: number): boolean => types[id] === CONTROL || types[id] === UNUSED;
  const bytesOf = (id: number): Uint8Array => {
    const token = tokens[id];
    if (token === undefined) throw new RangeError(`token id ${id}, expected an integer from 0 to ${tokens.length - 1}`);
    return silent(id) ? new Uint8Array() : bytesOfToken(token);
  };

  return {
    end: eos,
    stops: new Set([eos, ...END_NAMES.map((name) => tokens.indexOf(name)).filter((id) => id >= 0 && types[id] === CONTROL)]),
    encode: (text) => bpe.encode(text).ids,
    encodeChat: (chat) => bpe.encode(render(chat)).ids,
    decode: (ids) => {
      const stream = createTextStream();
      return ids.map((id) => stream.push(bytesOf(id))).join('') + stream.end();
    },
    stream: () => {
      const stream: TextStream = createTextStream();
      return { push: (id) => stream.push(bytesOf(id)), end: () => stream.end() };
    },
  };
}

function buildBpe(
  tokens: readonly string[],
  types: readonly number[],
  merges: readonly string[],
  patterns: readonly string[],
): BpeTokenizer {
  // without a prototype: a token may be called `__proto__`
  const vocab: Record<string, number> = Object.create(null);
  for (const [id, token] of tokens.entries()) vocab[token] = id;
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
      model: { type: 'BPE', vocab, merges, ignore_merges: false },
      post_processor: null,
      decoder: null,
    },
    {},
  );
}
