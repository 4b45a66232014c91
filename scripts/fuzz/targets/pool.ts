import { readFileSync } from 'node:fs';
import { parseJson } from '../../../src/packs/pack-files.ts';
import { candidatesOf } from '../../../src/training/candidates.ts';
import { type Pool, readPool, writePool } from '../../../src/training/pool.ts';
import { readCsv } from '../../../src/workshop/prompts/csv.ts';
import { promptLength, promptsLimit, readColumn } from '../../../src/workshop/prompts/read-prompts.ts';
import { mutateJson } from '../mutate-json.ts';
import { below, complaints, pick, type Target } from '../trial.ts';

const shipped = readPool(JSON.parse(readFileSync(new URL('../../../public/models/pool.json', import.meta.url), 'utf8')), 'pool.json');
/** Three prompts with four answers each, and their lists. */
const small = writePool({
  ...shipped,
  prompts: shipped.prompts.slice(0, 3),
  answers: shipped.answers.filter(({ prompt }, i) => prompt < 3 && i % 6 === 0),
  lists: (shipped.lists ?? []).filter(({ prompt }) => prompt < 3),
});

function senseless(read: Pool): string[] {
  const candidates = candidatesOf(read, read.stop);
  const tokens = candidates.flatMap((candidate) => candidate.tokens);
  return complaints({
    'a token that is none': !tokens.every((token) => Number.isInteger(token) && token >= 0 && token <= 0xffff),
    'an answer longer than the limit': candidates.some((candidate) => candidate.tokens.length > read.limit + 1),
    'a candidate without a prompt': !candidates.every(({ prompt }) => read.prompts.includes(prompt)),
    'a cut that is not the beginning of its answer': read.answers.some(({ cuts, text }) => cuts.some((cut) => cut.text > text.length)),
    'another pool once it is written': JSON.stringify(readPool(writePool(read), 'again')) !== JSON.stringify(read),
    'a prototype that was changed': 'polluted' in {},
  });
}

/** A pool's file. */
export const pool: Target = {
  kind: 'pool.json',
  file: 'pool.json',
  make(next) {
    const { text, what } = mutateJson(small, next);
    return { what, run: () => senseless(readPool(parseJson(new TextEncoder().encode(text), 'pool.json'), 'pool.json')) };
  },
};

const PIECES = ['prompt', 'Why?', '"', '""', ',', ';', '\t', '\n', '\r', '\r\n', ' ', '\u0000', '\ufeff', '日本', '😀', 'x'.repeat(1200)];

/** A table of prompts, of any characters. */
export const csv: Target = {
  kind: 'prompts as CSV',
  file: 'Line ',
  make(next) {
    const text = Array.from({ length: below(60, next) }, () => pick(PIECES, next)).join('');
    return {
      what: JSON.stringify(text).slice(0, 80),
      run() {
        const { rows } = readCsv(text);
        const { prompts } = readColumn(rows, below(3, next));
        return complaints({
          'a prompt that is empty, too long or no text': prompts.some(
            (one) => one.trim() !== one || one === '' || one.length > promptLength,
          ),
          'a prompt with control characters': prompts.some((one) => /\p{Cc}/u.test(one)),
          'a prompt twice': new Set(prompts).size !== prompts.length,
          'too many': prompts.length > promptsLimit,
        });
      },
    };
  },
};
