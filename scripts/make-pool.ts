/**
 * Writes public/models/pool.json, the pool that the workshop starts from, from what models/pool.py sampled: tokens, texts, and where each answer can
 * end after a sentence; and some of the sentences set as lists.
 *
 *   npx tsx scripts/make-pool.ts --config models/runs/voice/config.json --commit <of the code that sampled>
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { readGguf } from '../src/lm/files/gguf.ts';
import { parseFile } from '../src/lm/parse-file.ts';
import { createTokenizer } from '../src/lm/text/tokenizer.ts';
import { ManifestSchema } from '../src/packs/manifest.ts';
import { sentenceCuts } from '../src/training/cuts.ts';
import { type Pool, type PoolAnswer, writePool } from '../src/training/pool.ts';
import { baseModelSource } from './base-model-source.ts';
import { listsOf } from './make-pool/lists-of.ts';

const ConfigSchema = v.object({
  prompts: v.string(),
  limit: v.number(),
  temperature: v.number(),
  pool: v.object({ folder: v.string(), samples: v.number(), seed: v.number() }),
});
const PromptsSchema = v.object({ system: v.string(), train: v.array(v.string()) });
const LineSchema = v.object({ prompt: v.string(), tokens: v.array(v.number()), text: v.string(), finished: v.boolean() });

/** Lists for each prompt, of both forms: enough to choose from, and the file stays small. */
const LISTS = 8;

const { values: options } = parseArgs({
  options: {
    config: { type: 'string', default: 'models/runs/voice/config.json' },
    commit: { type: 'string' },
    out: { type: 'string', default: 'public/models/pool.json' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
if (!/^[0-9a-f]{40}$/.test(options.commit ?? '')) throw new Error(`--commit: expected 40 hexadecimal digits, got ${options.commit}`);

const config = parseFile(ConfigSchema, readJson(options.config), options.config);
const promptFile = `models/prompts/${config.prompts}.json`;
const prompts = parseFile(PromptsSchema, readJson(promptFile), promptFile);
const tokenizer = createTokenizer((await readGguf(baseModelSource())).metadata);
const answers = readdirSync(join(root, config.pool.folder))
  .filter((name) => /^pool-\d+\.jsonl$/.test(name))
  .flatMap((name) => linesOf(join(config.pool.folder, name)))
  // of one prompt they stay in the order in which they were sampled
  .sort((a, b) => a.prompt - b.prompt);
const short = prompts.train.find((_, i) => answers.filter(({ prompt }) => prompt === i).length !== config.pool.samples);
if (short !== undefined)
  throw new Error(`${config.pool.folder}: expected ${config.pool.samples} answers to each prompt, not so “${short}”`);

const pool: Pool = {
  format: 'tiller-pool/1',
  base: parseFile(ManifestSchema, readJson('public/models/base/manifest.json'), 'manifest.json').sha256,
  system: prompts.system,
  limit: config.limit,
  temperature: config.temperature,
  seed: config.pool.seed,
  stop: tokenizer.end,
  commit: options.commit as string,
  prompts: prompts.train,
  answers,
  lists: prompts.train.flatMap((_, prompt) =>
    answers
      .filter((answer) => answer.prompt === prompt)
      .flatMap(({ text }) => listsOf(text, tokenizer.encode, config.limit))
      .slice(0, LISTS)
      .map((list) => ({ prompt, ...list })),
  ),
};
const text = JSON.stringify(writePool(pool));
writeFileSync(join(root, options.out), text);
const cuts = answers.reduce((sum, answer) => sum + answer.cuts.length, 0);
console.log(`wrote ${options.out}: ${answers.length} answers, ${cuts} cuts, ${pool.lists?.length} lists, ${Buffer.byteLength(text)} bytes`);

function linesOf(path: string): PoolAnswer[] {
  const lines = readFileSync(join(root, path), 'utf8').trimEnd().split('\n');
  return lines.map((line, i) => answerOf(parseFile(LineSchema, JSON.parse(line), `${path}:${i + 1}`), `${path}:${i + 1}`));
}

function answerOf(line: v.InferOutput<typeof LineSchema>, place: string): PoolAnswer {
  const prompt = prompts.train.indexOf(line.prompt);
  if (prompt < 0) throw new Error(`${place}: field prompt: expected a training prompt of ${promptFile}, got ${line.prompt}`);
  const tokens = line.tokens.filter((token) => !tokenizer.stops.has(token));
  const text = tokenizer.decode(tokens).trim();
  if (text !== line.text) throw new Error(`${place}: field text: expected what its tokens say, “${text}”, got “${line.text}”`);
  return { prompt, tokens, text, finished: line.finished, cuts: sentenceCuts(tokens, line.finished, tokenizer.decode) };
}
