/** Soft prompts on the whole model against PyTorch (models/write_soft_prompt.py). */
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web/wasm';
import * as v from 'valibot';
import { afterAll, expect, it } from 'vitest';
import { baseModelSource } from '../../../scripts/base-model-source.ts';
import { readSlots } from '../adapters/bank-slots.ts';
import { promptTuningFiles } from '../adapters/prompt-tuning.ts';
import { softIds } from '../adapters/soft-prompt.ts';
import { parseFile } from '../parse-file.ts';
import { nameHash, randomValues } from '../testing/random-adapter.ts';
import { loadModel } from './model.ts';

const Numbers = v.array(v.number());
const { vectors, prompt, indices, cases } = parseFile(
  v.object({
    format: v.literal('tiller-soft-prompt/1'),
    vectors: v.object({ tokens: v.number(), seed: v.number(), scale: v.number(), slots: v.array(v.string()) }),
    prompt: Numbers,
    indices: Numbers,
    cases: v.array(v.object({ coefficients: Numbers, positions: Numbers, logits: v.array(Numbers), greedy: Numbers, margin: v.number() })),
  }),
  JSON.parse(readFileSync(new URL('../../../models/fixtures/soft-prompt.json', import.meta.url), 'utf8')),
  'soft-prompt.json',
);
ort.env.wasm.numThreads = 1;
const { forward, config } = await loadModel({
  source: baseModelSource(),
  backend: { ort, provider: 'wasm', weights: 'dense', precision: 'f32' },
  context: 256,
});
// Through the files of a PEFT folder, as the app has them: the vectors are exact in half precision.
const slots = vectors.slots.map((id) => {
  const values = randomValues(nameHash(id, vectors.seed), vectors.tokens * config.width, vectors.scale);
  const files = promptTuningFiles(config, values, 'base', 'F16');
  return { id, config: JSON.parse(files.config) as unknown, tensors: files.tensors };
});
const bank = await forward.mount(readSlots(slots, config).slots);
afterAll(() => forward.dispose());

it('has the logits of PyTorch to within 1e-3, and its greedy tokens, all rows in one batch', { timeout: 600_000 }, async () => {
  expect(bank.softTokens).toEqual([vectors.tokens, vectors.tokens, vectors.tokens]);
  const tokens = [...softIds(forward.vocabulary, vectors.tokens), ...prompt];
  const rows = cases.map(({ coefficients }) => ({ tokens, coefficients: Float32Array.from(coefficients), logitsFrom: 0 }));
  const { batch, logits } = await forward.prefill(rows, { bank });
  let worst = 0;
  let last: Float32Array[] = [];
  for (const [i, { positions, logits: known }] of cases.entries()) {
    const own = logits[i] as Float32Array;
    const at = (position: number) => own.subarray(position * forward.vocabulary, (position + 1) * forward.vocabulary);
    for (const [p, position] of positions.entries()) {
      for (const [k, index] of indices.entries())
        worst = Math.max(worst, Math.abs((at(position)[index] as number) - (known[p]?.[k] as number)));
    }
    last = [...last, at(tokens.length - 1)];
  }
  expect(worst).toBeLessThan(1e-3);
  expect(worst).toBeGreaterThan(0);

  const best = (values: Float32Array) => values.reduce((most, value, token) => (value > (values[most] as number) ? token : most), 0);
  const written = cases.map((): number[] => []);
  for (let step = 0; step < Math.max(...cases.map(({ greedy }) => greedy.length)); step++) {
    const next = last.map(best);
    for (const [i, token] of next.entries()) written[i]?.push(token);
    const flat = (await forward.step(batch, next)).slice();
    last = cases.map((_, i) => flat.subarray(i * forward.vocabulary, (i + 1) * forward.vocabulary));
  }
  forward.release(batch);
  for (const [i, { greedy }] of cases.entries()) expect(written[i]?.slice(0, greedy.length)).toEqual(greedy);
});
