/** The app's engine, on its integer kernels, proposes for held-out prompts what PyTorch did: models/runs/<pack>/auto.json, by models/auto.py. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { states } from '../src/lm/decode/states.ts';
import { parseFile } from '../src/lm/parse-file.ts';
import { proposeWeighting } from '../src/packs/auto.ts';
import { PackSchema } from '../src/packs/pack.ts';
import { baseModelSource } from './base-model-source.ts';
import { loadNodeKernels } from './load-node-kernels.ts';
import { PACKS } from './make-pack/published.ts';
import { AutoRecordSchema } from './results/auto.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const records = PACKS.map((id) => ({ id, file: `${root}models/runs/${id}/auto.json` })).filter(({ file }) => existsSync(file));

test('every published head says the same in the engine', { timeout: 300_000 }, async () => {
  expect(records.length).toBeGreaterThan(0);
  const { forward, tokenizer } = await loadNodeKernels({ source: baseModelSource(), context: 128, threads: 1 });
  for (const { id, file } of records) {
    const record = parseFile(AutoRecordSchema, JSON.parse(readFileSync(file, 'utf8')), file);
    const { auto } = parseFile(PackSchema, JSON.parse(readFileSync(`${root}public/models/${id}/pack.json`, 'utf8')), id);
    expect(auto).toMatchObject(record.head);
    const texts = record.proposals.slice(0, 12).map(({ prompt }) => ({ text: prompt }));
    const { states: read, width } = await states(forward, tokenizer, { texts, pooling: record.head.pooling });
    for (const [i, { weights }] of record.proposals.slice(0, 12).entries()) {
      const proposed = proposeWeighting(record.head, read.subarray(i * width, (i + 1) * width));
      for (const [j, weight] of proposed.entries()) expect(Math.abs(weight - (weights[j] as number))).toBeLessThan(5e-3);
    }
  }
  await forward.dispose();
});
