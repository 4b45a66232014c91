import { describe, expect, test } from 'vitest';
import type { Turn } from '../requests.ts';
import { createTokenizer } from './tokenizer.ts';

/** A vocabulary of the 256 bytes, three merges and three control tokens. */
function tinyMetadata(): Record<string, unknown> {
  const printable = (byte: number) => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
  const tokens = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', ...bytes, 'Ġa', 'he', 'hel'];
  return {
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'smollm',
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': tokens.map((_, id) => (id < 3 ? 3 : 1)),
    'tokenizer.ggml.merges': ['Ġ a', 'h e', 'he l'],
    'tokenizer.ggml.eos_token_id': 2,
    'tokenizer.chat_template':
      "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}" +
      "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
  };
}

describe('the tokenizer of a GGUF', () => {
  const tokenizer = createTokenizer(tinyMetadata());

  test('merges by rank and cuts digits one by one', () => {
    expect(tokenizer.encode('hel a12')).toEqual([261, 259, 3 + 0x31, 3 + 0x32]);
  });

  test('writes the chat by the template, with the request’s own system prompt', () => {
    const ids = tokenizer.encodeChat({ system: 'S', prompt: 'P' });
    const bytes = (text: string) => [...text].flatMap((character) => tokenizer.encode(character));
    expect(ids).toEqual([
      1,
      ...bytes('system\nS'),
      2,
      ...bytes('\n'),
      1,
      ...bytes('user\nP'),
      2,
      ...bytes('\n'),
      1,
      ...bytes('assistant\n'),
    ]);
  });

  test('stops at the end of the turn and at the end of the text', () => {
    expect([...tokenizer.stops].sort()).toEqual([0, 2]);
  });

  test('control tokens are silent in text', () => {
    expect(tokenizer.decode([1, ...tokenizer.encode('hel'), 2])).toBe('hel');
  });

  test('says what each token writes', () => {
    const bytes = tokenizer.encode('é hel').map((id) => [...tokenizer.bytes(id)]);
    expect(bytes).toEqual([[0xc3], [0xa9], [0x20], [0x68, 0x65, 0x6c]]);
    expect([...tokenizer.bytes(2)]).toEqual([]);
    expect(() => tokenizer.bytes(999)).toThrow('token id 999, expected an integer from 0 to 261');
  });

  test('decodes what it encoded, in any script', () => {
    for (const text of ['', 'naïve café', '日本語 ١٢٣', '👩‍👩‍👧 🇫🇷 👍🏽', '\ufeffmark', 'a\u0000b\r\n\t  c'])
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  test('an id outside of the vocabulary names the range', () => {
    expect(() => tokenizer.decode([999])).toThrow('token id 999, expected an integer from 0 to 261');
  });
});

const served = (changes: Record<string, unknown>) => createTokenizer({ ...tinyMetadata(), ...changes });
const CHAT = { system: 'S', prompt: 'P' };
const TURNS: readonly Turn[] = [
  { role: 'user', text: 'A' },
  { role: 'assistant', text: 'B' },
];
const RAISES =
  "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}" +
  "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}";

describe('the ends of an answer', () => {
  const types = tinyMetadata()['tokenizer.ggml.token_type'] as number[];

  test('an end of turn that is user-defined stops, and is what the model was taught to end with', () => {
    const tokenizer = served({ 'tokenizer.ggml.token_type': types.with(1, 4).with(2, 4), 'tokenizer.ggml.eos_token_id': 0 });
    expect([...tokenizer.stops].sort()).toEqual([0, 2]);
    expect(tokenizer.end).toBe(2);
  });

  test('tokens that the metadata names stop, whatever they are called', () => {
    const tokenizer = served({ 'tokenizer.ggml.eot_token_id': 260, 'tokenizer.ggml.eom_token_id': 261 });
    expect([...tokenizer.stops].sort()).toEqual([0, 2, 260, 261]);
  });

  test('the end is EOS where the template ends answers by none', () => {
    const tokenizer = served({
      'tokenizer.chat_template': '{% for m in messages %}{{ m.content }}{% endfor %}',
      'tokenizer.ggml.eos_token_id': 0,
    });
    expect(tokenizer.end).toBe(0);
  });
});

describe('the beginning of a chat', () => {
  test('is BOS where the model wants one, once', () => {
    const plain = served({}).encodeChat(CHAT);
    expect(served({ 'tokenizer.ggml.add_bos_token': true, 'tokenizer.ggml.bos_token_id': 0 }).encodeChat(CHAT)).toEqual([0, ...plain]);
    const template = `{{ bos_token }}${tinyMetadata()['tokenizer.chat_template']}`;
    const both = { 'tokenizer.ggml.add_bos_token': true, 'tokenizer.ggml.bos_token_id': 0, 'tokenizer.chat_template': template };
    expect(served(both).encodeChat(CHAT)).toEqual([0, ...plain]);
    expect(served({ 'tokenizer.ggml.bos_token_id': 0 }).encodeChat(CHAT)).toEqual(plain);
  });
});

describe('a template without a system role', () => {
  const user = (text: string) => served({}).encode(`<|im_start|>user\n${text}<|im_end|>\n`);
  const silent =
    "{% for m in messages %}{% if m.role == 'user' %}{{ '<|im_start|>user\n' + m.content + '<|im_end|>\n' }}{% endif %}{% endfor %}";

  test.each([
    ['raises', RAISES],
    ['leaves it out', silent],
  ])('that %s gets the system text before the prompt', (_, template) => {
    const tokenizer = served({ 'tokenizer.chat_template': template });
    expect(tokenizer.systemRole).toBe(false);
    expect(tokenizer.encodeChat(CHAT)).toEqual(user('S\n\nP'));
    expect(tokenizer.encodeChat({ system: '', prompt: 'P' })).toEqual(user('P'));
  });

  test('gets the system text before the first thing that was said', () => {
    const template = RAISES.replace('{{ bos_token }}', '');
    const tokenizer = served({ 'tokenizer.chat_template': template });
    const said = '<|im_start|>user\nS\n\nA<|im_end|>\n<|im_start|>assistant\nB<|im_end|>\n<|im_start|>user\nP<|im_end|>\n';
    expect(tokenizer.encodeChat({ ...CHAT, turns: TURNS })).toEqual(served({}).encode(said));
  });

  test('is told from one with it', () => {
    expect(served({}).systemRole).toBe(true);
  });
});

describe('a template for one question', () => {
  const last =
    "{{ '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n<|im_start|>user\n' + messages[-1].content + '<|im_end|>\n' }}";

  test('answers it, and refuses a conversation by name', () => {
    const tokenizer = served({ 'tokenizer.chat_template': last });
    expect(tokenizer.encodeChat({ ...CHAT, turns: [] })).toEqual(tokenizer.encodeChat(CHAT));
    expect(() => tokenizer.encodeChat({ ...CHAT, turns: TURNS })).toThrow(
      'the chat template (metadata tokenizer.chat_template) leaves earlier turns out, expected all of a conversation in the chat',
    );
  });
});

describe('text that is no text', () => {
  test('a merge to what is no token loses no text', () => {
    const tokenizer = served({ 'tokenizer.ggml.merges': ['l l', 'Ġ a', 'h e', 'he l'] });
    expect(tokenizer.decode(tokenizer.encode('hello all'))).toBe('hello all');
  });

  test('half an emoji is read as U+FFFD', () => {
    const tokenizer = served({});
    const whole = '\ufffda\ufffd😀';
    expect(tokenizer.decode(tokenizer.encode('\ud83da\ude00😀'))).toBe(whole);
    expect(tokenizer.encodeChat({ system: '', prompt: '\ud83da\ude00😀' })).toEqual(tokenizer.encodeChat({ system: '', prompt: whole }));
  });

  test('a character that the vocabulary has no bytes for is read as U+FFFD, whole', () => {
    const { 'tokenizer.ggml.tokens': tokens } = tinyMetadata();
    // byte 0xf2, with which characters from U+80000 on begin, is no token of this vocabulary
    const without = (tokens as string[]).map((token, id) => (id === 3 + 0xf2 ? 'unused' : token));
    const tokenizer = served({ 'tokenizer.ggml.tokens': without });
    const prompt = (text: string) => tokenizer.decode(tokenizer.encodeChat({ system: '', prompt: text }));
    expect(prompt('a\u{8afbe}\u{8afbe}é')).toBe('system\n\nuser\na\ufffd\ufffdé\nassistant\n');
  });
});

describe('metadata that cannot be served', () => {
  test.each<[string, unknown, string]>([
    ['tokenizer.ggml.model', 'llama', 'gguf field tokenizer.ggml.model: expected "gpt2", got "llama"'],
    ['tokenizer.ggml.pre', 'qwen2', 'gguf field tokenizer.ggml.pre: expected ("smollm" | "starcoder" | "refact" | "gpt-2"), got "qwen2"'],
    ['tokenizer.ggml.merges', undefined, 'gguf field tokenizer.ggml.merges: expected Array, got undefined'],
    ['tokenizer.ggml.token_type', [1], 'gguf has 1 token types, expected 262, one per token'],
    ['tokenizer.ggml.eos_token_id', 262, 'gguf field tokenizer.ggml.eos_token_id: expected an id below 262, got 262'],
    ['tokenizer.ggml.eos_token_id', -1, 'gguf field tokenizer.ggml.eos_token_id: expected >=0, got -1'],
    ['tokenizer.ggml.eot_token_id', 10_000, 'gguf field tokenizer.ggml.eot_token_id: expected an id below 262'],
    ['tokenizer.ggml.bos_token_id', 999, 'gguf field tokenizer.ggml.bos_token_id: expected an id below 262'],
    ['tokenizer.ggml.add_bos_token', true, 'expected an id, as add_bos_token is true, got undefined'],
    ['tokenizer.ggml.add_bos_token', 'yes', 'gguf field tokenizer.ggml.add_bos_token: expected boolean, got "yes"'],
    [
      'tokenizer.ggml.tokens',
      (tinyMetadata()['tokenizer.ggml.tokens'] as string[]).with(260, 'hel'),
      'gguf field tokenizer.ggml.tokens.261: hel comes twice',
    ],
    ['tokenizer.ggml.merges', ['h e', 'hel'], 'gguf field tokenizer.ggml.merges.1: hel is no merge, expected two tokens'],
    ['tokenizer.ggml.merges', ['h ee l'], 'gguf field tokenizer.ggml.merges.0: h ee l is no merge'],
    ['tokenizer.ggml.merges', ['h el'], 'gguf field tokenizer.ggml.merges.0: h el builds on el, expected a token of the vocabulary'],
    ['tokenizer.chat_template', undefined, 'gguf field tokenizer.chat_template: expected string, got undefined'],
    ['tokenizer.chat_template', '{{', 'the chat template (metadata tokenizer.chat_template) cannot be read'],
    ['tokenizer.chat_template', '{{ raise_exception("x") }}', 'the chat template (metadata tokenizer.chat_template) fails: x'],
    ['tokenizer.chat_template', '{{ messages() }}', 'the chat template (metadata tokenizer.chat_template) fails: Cannot call'],
    ['tokenizer.chat_template', 'Hello.', 'the chat template (metadata tokenizer.chat_template) leaves the prompt out'],
    ['tokenizer.chat_template', '{% for i in range(100000000) %}x{% endfor %}', 'fails: it does not end within'],
  ])('%s is named', (key, value, message) => {
    expect(() => createTokenizer({ ...tinyMetadata(), [key]: value })).toThrow(message);
  });
});
