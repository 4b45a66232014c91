import { describe, expect, test } from 'vitest';
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

  test('decodes what it encoded, in any script', () => {
    for (const text of ['', 'naïve café', '日本語 ١٢٣', '👩‍👩‍👧 🇫🇷 👍🏽', '\ufeffmark', 'a\u0000b\r\n\t  c'])
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  test('an id outside of the vocabulary names the range', () => {
    expect(() => tokenizer.decode([999])).toThrow('token id 999, expected an integer from 0 to 261');
  });
});

describe('metadata that cannot be served', () => {
  test.each([
    ['tokenizer.ggml.model', 'llama', 'gguf field tokenizer.ggml.model: expected "gpt2", got "llama"'],
    ['tokenizer.ggml.pre', 'qwen2', 'gguf field tokenizer.ggml.pre: expected ("smollm" | "starcoder" | "refact" | "gpt-2"), got "qwen2"'],
    ['tokenizer.ggml.merges', undefined, 'gguf field tokenizer.ggml.merges: expected Array, got undefined'],
    ['tokenizer.ggml.token_type', [1], 'gguf has 1 token types, expected 262, one per token'],
  ])('%s is named', (key, value, message) => {
    expect(() => createTokenizer({ ...tinyMetadata(), [key]: value })).toThrow(message);
  });
});
