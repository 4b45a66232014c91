/** The base model's tokenizer against the Python `tokenizers` library, on the corpus of models/corpus/make_corpus.py. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { baseModelSource } from '../../../scripts/base-model-source.ts';
import { readGguf } from '../files/gguf.ts';
import type { Turn } from '../requests.ts';
import { createTokenizer, type Tokenizer } from './tokenizer.ts';

const models = new URL('../../../models/', import.meta.url);
const texts: string[] = readFileSync(new URL('corpus/tokenizer.jsonl', models), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));
const expected: number[][] = JSON.parse(gunzipSync(readFileSync(new URL('fixtures/tokenizer-ids.json.gz', models))).toString());

describe('the base model’s tokenizer', () => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = createTokenizer((await readGguf(baseModelSource())).metadata);
  }, 60_000);

  test('gives the ids of the Python library on 2,000 texts', () => {
    expect(texts).toHaveLength(2000);
    expect(expected).toHaveLength(2000);
    const different = texts
      .map((text, i) => ({ text, ids: tokenizer.encode(text).join(), python: expected[i]?.join() }))
      .filter(({ ids, python }) => ids !== python);
    expect(different).toEqual([]);
  });

  test('gives back every text that has neither control tokens nor bytes that no token stands for', () => {
    const control = /<\|(?:im_start|im_end|endoftext)\|>|<\w+>/;
    const plain = texts.filter((text) => !control.test(text) && !/[^\P{Cc}\t\n]|\p{Cn}/u.test(text));
    expect(plain.length).toBeGreaterThan(1000);
    for (const text of plain) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  test('shows a text token by token as it shows it at once', () => {
    for (const ids of expected) {
      const stream = tokenizer.stream();
      const shown = ids.map((id) => stream.push(id)).join('');
      expect(shown + stream.end()).toBe(tokenizer.decode(ids));
    }
  });

  test('writes ChatML with the request’s system prompt', () => {
    const ids = tokenizer.encodeChat({ system: 'Be brief.', prompt: 'Why is the sky blue?' });
    expect(ids).toEqual(
      tokenizer.encode(
        '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWhy is the sky blue?<|im_end|>\n<|im_start|>assistant\n',
      ),
    );
    expect([...tokenizer.stops].sort()).toEqual([0, 2]);
  });

  test('writes ChatML of any number of turns', () => {
    const said = fc.constantFrom(...texts.slice(0, 200));
    const message = (role: string, text: string) => `<|im_start|>${role}\n${text}<|im_end|>\n`;
    fc.assert(
      fc.property(said, fc.array(fc.tuple(said, said), { maxLength: 5 }), said, (system, exchanges, prompt) => {
        const turns = exchanges.flatMap(([user, assistant]): Turn[] => [
          { role: 'user', text: user },
          { role: 'assistant', text: assistant },
        ]);
        const chat = [message('system', system), ...turns.map(({ role, text }) => message(role, text)), message('user', prompt)].join('');
        expect(tokenizer.encodeChat({ system, turns, prompt })).toEqual(tokenizer.encode(`${chat}<|im_start|>assistant\n`));
      }),
      { seed: 9, numRuns: 60 },
    );
  });
});
