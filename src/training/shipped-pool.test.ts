/** public/models/pool.json as scripts/make-pool.ts wrote it; models/tests/test_pool.py has its cuts by Python's rule. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { baseModelSource } from '../../scripts/base-model-source.ts';
import { readGguf } from '../lm/files/gguf.ts';
import { createTokenizer } from '../lm/text/tokenizer.ts';
import { sentenceCuts } from './cuts.ts';
import { readPool } from './pool.ts';

const models = new URL('../../public/models/', import.meta.url);
const bytes = readFileSync(new URL('pool.json', models));
const pool = readPool(JSON.parse(bytes.toString()), 'pool.json');
const voice = JSON.parse(readFileSync(new URL('../../models/prompts/voice.json', import.meta.url), 'utf8'));

describe('the pool that comes with the site', () => {
  it('is one file of at most 3 MB', () => {
    expect(bytes.length).toBeLessThan(3e6);
  });

  it('has 24 answers of the served base to each of the 150 training prompts, under their system prompt', () => {
    const manifest = JSON.parse(readFileSync(new URL('base/manifest.json', models), 'utf8'));
    expect(pool.base).toBe(manifest.sha256);
    expect(pool.system).toBe(voice.system);
    expect(pool.prompts).toEqual(voice.train);
    const counts = pool.prompts.map((_, i) => pool.answers.filter(({ prompt }) => prompt === i).length);
    expect(counts).toEqual(Array(150).fill(24));
  });

  it('has tokens that say its texts, none of them a stop token, with cuts where sentences end', async () => {
    const tokenizer = createTokenizer((await readGguf(baseModelSource())).metadata);
    expect(pool.stop).toBe(tokenizer.end);
    const wrong = pool.answers.filter(({ tokens, text, finished, cuts }) => {
      const decoded = tokenizer.decode(tokens).trim();
      const again = JSON.stringify(sentenceCuts(tokens, finished, tokenizer.decode));
      return decoded !== text || tokens.some((token) => tokenizer.stops.has(token)) || JSON.stringify(cuts) !== again;
    });
    expect(wrong).toEqual([]);
    const strange = pool.lists?.filter(({ tokens, text }) => tokenizer.decode(tokens) !== text || tokens.length >= pool.limit);
    expect(strange).toEqual([]);
    const cutTexts = pool.answers.flatMap(({ text, cuts }) => cuts.map((cut) => text.slice(0, cut.text)));
    expect(cutTexts).toHaveLength(7665);
    for (const text of cutTexts) expect(text).toMatch(/[.!?]["')]?$/);
  });

  it('has lists of both forms for nearly every prompt', () => {
    const withLists = (form: RegExp) => new Set(pool.lists?.filter(({ text }) => form.test(text)).map(({ prompt }) => prompt)).size;
    expect(withLists(/^1\. /m)).toBeGreaterThan(140);
    expect(withLists(/^- /m)).toBe(withLists(/^1\. /m));
  });
});
