import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { afterAll, describe, expect, test } from 'vitest';
import { shardedSource } from '../byte-source.ts';
import type { WeightFormat } from '../llama-graph.ts';
import { type LoadedModel, loadModel } from '../model.ts';
import { type AdapterShape, randomPeft } from './random-adapter.ts';
import { type LogitsCase, parseReference } from './reference.ts';

const folder = new URL('../../../../e2e/fixtures/cut/', import.meta.url);
const read = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const reference = parseReference(JSON.parse(new TextDecoder().decode(read('reference.json'))), read('reference.bin').buffer);
const shape: AdapterShape = { layers: 2, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary: reference.vocabulary };
const models = new Map<string, LoadedModel>();

/** The cut model with one of the reference's banks, on ONNX Runtime's own CPU provider. */
function load(bank: string, weights: WeightFormat): Promise<LoadedModel> {
  return loadModel({
    source: shardedSource([read('cut.part-0.bin')]),
    slots: (reference.banks[bank] ?? []).map((spec) => randomPeft(spec, shape)),
    backend: { ort, provider: 'cpu', weights, precision: 'f32', sessionOptions: { intraOpNumThreads: 1 } },
    context: 128,
  });
}

async function withBank(bank: string): Promise<LoadedModel> {
  const loaded = models.get(bank) ?? (await load(bank, 'dense'));
  models.set(bank, loaded);
  return loaded;
}

/** Prefills these cases as one batch, steps through their last tokens, and gives the worst difference to PyTorch's logits. */
async function worstDifference({ forward }: LoadedModel, cases: readonly LogitsCase[]): Promise<number> {
  let worst = 0;
  const compare = (logits: Float32Array, expected: Float32Array | undefined) =>
    expected?.forEach((value, token) => {
      worst = Math.max(worst, Math.abs(value - (logits[token] ?? Number.NaN)));
    });
  const prompt = (cases[0]?.positions[0] ?? 0) + 1;
  const rows = cases.map(({ tokens, coefficients }) => ({
    tokens: tokens.slice(0, prompt),
    coefficients: Float32Array.from(coefficients),
    logitsFrom: prompt - 1,
  }));
  const { batch, logits } = await forward.prefill(rows);
  for (const [row, each] of cases.entries()) compare(logits[row] as Float32Array, each.logits[0]);
  for (let step = 1; step < (cases[0]?.logits.length ?? 0); step++) {
    const next = await forward.step(
      batch,
      cases.map(({ tokens }) => tokens[prompt + step - 1] ?? 0),
    );
    for (const [row, each] of cases.entries())
      compare(next.subarray(row * reference.vocabulary, (row + 1) * reference.vocabulary), each.logits[step]);
  }
  forward.release(batch);
  return worst;
}

test('8-bit blocks give what PyTorch gives with weights rounded to them', async () => {
  const rounded = parseReference(JSON.parse(new TextDecoder().decode(read('reference.json'))), read('reference-blocks8.bin').buffer);
  const loaded = await load('attention', 'blocks8');
  const cases = rounded.logits.filter(({ bank, positions }) => bank === 'attention' && positions[0] === 79);
  expect(await worstDifference(loaded, cases)).toBeLessThan(1e-3);
  await loaded.forward.dispose();
});

describe('the engine on the cut model, against PyTorch', () => {
  afterAll(() => Promise.all([...models.values()].map(({ forward }) => forward.dispose())));

  test.each([8, 80])('attention bank, 11 rows of %i tokens in one batch', async (length) => {
    const cases = reference.logits.filter(({ bank, positions }) => bank === 'attention' && positions[0] === length - 1);
    expect(cases).toHaveLength(11);
    expect(await worstDifference(await withBank('attention'), cases)).toBeLessThan(1e-3);
  });

  test.each(reference.logits.filter(({ id }) => /row (1|5)/.test(id)))('$bank bank, $id alone', async (each) => {
    expect(await worstDifference(await withBank(each.bank ?? ''), [each])).toBeLessThan(1e-3);
  });
});
