/** Byte-level BPE built from a GGUF's own metadata: text to ids, chats to ids, ids to text. Knows nothing of logits. */
import * as v from 'valibot';
import { EngineError } from '../errors.ts';
import { showValue } from '../show-value.ts';
import { buildBpe, PRE_TOKENIZERS } from './bpe.ts';
import { bytesOfToken } from './byte-alphabet.ts';
import { type Chat, type ChatTemplate, createChatTemplate } from './chat-template.ts';
import { createTextStream, type TextStream } from './text-stream.ts';
import { CONTROL, UNUSED, USER_DEFINED } from './token-types.ts';

export interface Tokenizer {
  /** Tokens that end an answer: the end of the text, of the turn, of the message. */
  readonly stops: ReadonlySet<number>;
  /** The one that the model was taught to end with: what its chat template writes after an answer. */
  readonly end: number;
  /** False when the model's chat template has no system role: a system text goes before the prompt then. */
  readonly systemRole: boolean;
  /** Ids of a text; control tokens written in it are read as such, nothing is added. */
  encode(text: string): number[];
  /**
   * Ids of the model's own chat template up to where the answer starts, after the begin token where the model wants one. Half an emoji, and a
   * character that the vocabulary has no bytes for, are read as U+FFFD, not as what is left of them.
   * @throws EngineError 'unsupported-model' when the template fails over this chat, or leaves its earlier turns out.
   */
  encodeChat(chat: Chat): number[];
  /** Text of ids; control tokens are silent. */
  decode(ids: readonly number[]): string;
  /** What a token writes, in UTF-8 with its neighbours; nothing of control tokens. @throws RangeError outside of the vocabulary. */
  bytes(id: number): Uint8Array;
  /** The same, token by token. */
  stream(): { push(id: number): string; end(): string };
}

/** End tokens by name: a model may end its turn by another token than its EOS. */
const END_NAMES: readonly string[] = [
  '<|im_end|>',
  '<|endoftext|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|end_of_text|>',
  '<|end|>',
  '<|return|>',
  '<end_of_turn>',
  '<end_of_utterance>',
  '<EOT>',
  '</s>',
];

const Id = v.pipe(v.number(), v.integer(), v.minValue(0));
const MetadataSchema = v.object({
  'tokenizer.ggml.model': v.literal('gpt2'),
  'tokenizer.ggml.pre': v.picklist(Object.keys(PRE_TOKENIZERS)),
  'tokenizer.ggml.tokens': v.pipe(v.array(v.string()), v.minLength(1)),
  'tokenizer.ggml.token_type': v.array(v.number()),
  'tokenizer.ggml.merges': v.array(v.string()),
  'tokenizer.ggml.eos_token_id': Id,
  'tokenizer.ggml.eot_token_id': v.optional(Id),
  'tokenizer.ggml.eom_token_id': v.optional(Id),
  'tokenizer.ggml.bos_token_id': v.optional(Id),
  'tokenizer.ggml.add_bos_token': v.optional(v.boolean(), false),
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
    throw new EngineError(
      'unsupported-model',
      `gguf field ${v.getDotPath(issue)}: expected ${issue.expected}, got ${showValue(issue.received)}`,
    );
  }
  const fields = parsed.output;
  const tokens = fields['tokenizer.ggml.tokens'];
  const types = fields['tokenizer.ggml.token_type'];
  if (types.length !== tokens.length) {
    throw new EngineError('unsupported-model', `gguf has ${types.length} token types, expected ${tokens.length}, one per token`);
  }

  const special = readSpecials(fields);
  const bpe = buildBpe(tokens, types, fields['tokenizer.ggml.merges'], PRE_TOKENIZERS[fields['tokenizer.ggml.pre']] ?? []);
  const encode = (text: string): number[] => bpe.encode(wellFormed(text)).ids;
  const template = createChatTemplate(fields['tokenizer.chat_template'], {
    bos: special.bos === undefined ? '' : (tokens[special.bos] as string),
    eos: tokens[special.eos] as string,
  });
  const { begin } = special;
  const writable = writableText(tokens);
  const encodeChat = ({ system, turns = [], prompt }: Chat): number[] => {
    const said = turns.map(({ role, text }) => ({ role, text: writable(text) }));
    const ids = encode(template.open({ system: writable(system), turns: said, prompt: writable(prompt) }));
    return begin === undefined || ids[0] === begin ? ids : [begin, ...ids];
  };
  const stops = findStops(fields);
  const silent = (id: number): boolean => types[id] === CONTROL || types[id] === UNUSED;
  const bytesOf = (id: number): Uint8Array => {
    const token = tokens[id];
    if (token === undefined) throw new RangeError(`token id ${id}, expected an integer from 0 to ${tokens.length - 1}`);
    return silent(id) ? new Uint8Array() : bytesOfToken(token);
  };

  return {
    stops,
    end: endOfTurn(template, encode, stops) ?? special.eos,
    systemRole: template.systemRole,
    encode,
    encodeChat,
    decode: (ids) => {
      const stream = createTextStream();
      return ids.map((id) => stream.push(bytesOf(id))).join('') + stream.end();
    },
    bytes: bytesOf,
    stream: () => {
      const stream: TextStream = createTextStream();
      return { push: (id) => stream.push(bytesOf(id)), end: () => stream.end() };
    },
  };
}

type Fields = v.InferOutput<typeof MetadataSchema>;

/** The special tokens' ids, each one of the vocabulary. `begin` is the one that every chat begins with, where the model wants one. */
function readSpecials(fields: Fields): { readonly eos: number; readonly bos: number | undefined; readonly begin: number | undefined } {
  const count = fields['tokenizer.ggml.tokens'].length;
  for (const key of ['eos', 'eot', 'eom', 'bos'] as const) {
    const id = fields[`tokenizer.ggml.${key}_token_id`];
    if (id !== undefined && id >= count)
      throw new EngineError('unsupported-model', `gguf field tokenizer.ggml.${key}_token_id: expected an id below ${count}, got ${id}`);
  }
  const bos = fields['tokenizer.ggml.bos_token_id'];
  const wanted = fields['tokenizer.ggml.add_bos_token'];
  if (wanted && bos === undefined)
    throw new EngineError(
      'unsupported-model',
      'gguf field tokenizer.ggml.bos_token_id: expected an id, as add_bos_token is true, got undefined',
    );
  return { eos: fields['tokenizer.ggml.eos_token_id'], bos, begin: wanted ? bos : undefined };
}

function findStops(fields: Fields): ReadonlySet<number> {
  const tokens = fields['tokenizer.ggml.tokens'];
  const types = fields['tokenizer.ggml.token_type'];
  const stated = [fields['tokenizer.ggml.eos_token_id'], fields['tokenizer.ggml.eot_token_id'], fields['tokenizer.ggml.eom_token_id']];
  const named = END_NAMES.map((name) => tokens.indexOf(name)).filter((id) => types[id] === CONTROL || types[id] === USER_DEFINED);
  return new Set([...stated.filter((id) => id !== undefined), ...named]);
}

/** The end token that the template writes after an answer; undefined when it writes none. */
function endOfTurn(template: ChatTemplate, encode: (text: string) => number[], stops: ReadonlySet<number>): number | undefined {
  const answer = 'Answerprobe';
  const text = template.closed({ system: '', prompt: '' }, answer);
  const at = text?.lastIndexOf(answer) ?? -1;
  return at < 0 ? undefined : encode(text?.slice(at + answer.length) ?? '').find((id) => stops.has(id));
}

/** Half a surrogate pair is no character. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/**
 * A function from a text to one that the vocabulary can write: of a character one of whose bytes is no token, byte-level BPE would leave the
 * other bytes, which are no character. It becomes U+FFFD.
 */
function writableText(tokens: readonly string[]): (text: string) => string {
  const written = new Set(tokens.filter((token) => token.length === 1).flatMap((token) => [...bytesOfToken(token)]));
  const missing = new Set(Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !written.has(byte)));
  const encoder = new TextEncoder();
  // below U+0080 a character is one byte, of which nothing can be left
  return (text) =>
    text.replace(/[^\0-\x7f]/gu, (character) => (encoder.encode(character).some((byte) => missing.has(byte)) ? '\ufffd' : character));
}
