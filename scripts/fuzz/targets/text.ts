import { tinyMetadata } from '../../../src/lm/testing/tiny-gguf-file.ts';
import { createTokenizer } from '../../../src/lm/text/tokenizer.ts';
import { below, complaints, pick, type Target } from '../trial.ts';

const metadata = tinyMetadata();
const tokenizer = createTokenizer(metadata);
/** A vocabulary that lacks bytes, as SmolLM2's does. */
const poor = createTokenizer({
  ...metadata,
  'tokenizer.ggml.tokens': (metadata['tokenizer.ggml.tokens'] as string[]).map((token, id) =>
    [3 + 0xf1, 3 + 0xf2, 3 + 4].includes(id) ? `unused${id}` : token,
  ),
});
const count = (metadata['tokenizer.ggml.tokens'] as string[]).length;

const PIECES: readonly string[] = [
  ...[
    'a',
    ' ',
    '\n',
    '\r\n',
    '\t',
    '\u0000',
    '\u0004',
    '\u00a0',
    '\ufeff',
    '\u200d',
    '\u202e',
    '\u0301',
    '\ud800',
    '\udfff',
    '\ufffd',
    '\u{8afbe}',
    '\u{10ffff}',
  ],
  ...[
    '😀',
    '👩‍👩‍👧',
    '🇫🇷',
    '日本語',
    '١٢٣',
    'ﷺ',
    'e\u0301',
    '12345',
    "don't",
    'hello',
    '__proto__',
    '<|im_end',
    '|>',
    '{{ x }}',
    '{% raw %}',
  ],
];

/** Texts of strange characters, to ids and back. */
export const text: Target = {
  kind: 'text',
  make(next) {
    const pieces = Array.from({ length: 1 + below(20, next) }, () => pick(PIECES, next).repeat(pick([1, 1, 1, 3, 50], next)));
    const prompt = pieces.join('');
    return {
      what: JSON.stringify(prompt.slice(0, 80)),
      run: () => {
        const whole = prompt.replace(/\p{Surrogate}/gu, '\ufffd');
        const ids = tokenizer.encode(prompt);
        const stream = tokenizer.stream();
        const streamed = ids.map((id) => stream.push(id)).join('') + stream.end();
        const asked = poor.encodeChat({ system: '', prompt });
        const shown = poor.decode(asked);
        const rest = shown.replaceAll('\ufffd', '');
        return complaints({
          'an id outside of the vocabulary': ![...ids, ...asked].every((id) => Number.isInteger(id) && id >= 0 && id < count),
          'a text that does not come back': tokenizer.decode(ids) !== whole.replaceAll(/<\|im_end\|>/g, ''),
          'a stream that says something else': streamed !== tokenizer.decode(ids),
          'characters that were not asked': ![...rest].every(
            (character) => whole.includes(character) || 'system\nuser\nassistant\n'.includes(character),
          ),
          'more that cannot be read than was asked': shown.split('\ufffd').length - 1 > [...whole].length,
        });
      },
    };
  },
};
