/** Logits of the model cut to two layers, on ONNX Runtime's WASM build and on the integer kernels, against PyTorch (models/cut.py). */
import { readFileSync } from 'node:fs';
import * as native from 'onnxruntime-node';
import * as ort from 'onnxruntime-web/wasm';
import { afterAll, describe, expect, it } from 'vitest';
import { loadNodeKernels } from '../../../scripts/load-node-kernels.ts';
import { readSlots } from '../adapters/bank-slots.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { shardedSource } from '../files/byte-source.ts';
import { type AdapterShape, randomPeft } from '../testing/random-adapter.ts';
import { parseReference } from '../testing/reference.ts';
import { worstDifference } from '../testing/worst-difference.ts';
import { loadModel } from './model.ts';

const folder = new URL('../../../e2e/fixtures/cut/', import.meta.url);
const read = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const reference = parseReference(JSON.parse(new TextDecoder().decode(read('reference.json'))), read('reference.bin').buffer);
const shape: AdapterShape = { layers: 2, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary: reference.vocabulary };
ort.env.wasm.numThreads = 1;
const slotsOf = (bank: string, config: LlamaConfig) =>
  readSlots(
    (reference.banks[bank] ?? []).map((spec) => randomPeft(spec, shape)),
    config,
  ).slots;

const source = shardedSource([read('cut.part-0.bin')]);
const NETWORKS = {
  'ONNX Runtime': {
    load: () => loadModel({ source, backend: { ort, provider: 'wasm', weights: 'dense', precision: 'f32' }, context: 128 }),
    within: 1e-3,
  },
  // Activations of 14 bits, adapters of 8: the largest difference, with adapters on attention, is 0.0136.
  'the integer kernels': { load: () => loadNodeKernels({ source, context: 128 }), within: 2e-2 },
} as const;

const banks = Object.keys(reference.banks);
describe.each(Object.entries(NETWORKS).flatMap(([network, how]) => banks.map((name) => ({ network, name, ...how }))))(
  '$network, bank $name, in WASM',
  async ({ name, load, within }) => {
    const { forward, config } = await load();
    const bank = await forward.mount(slotsOf(name, config));
    afterAll(() => forward.dispose());
    // A few rows of each length; all of them run on the native build, in testing/reference.test.ts.
    const cases = reference.logits.filter((each, i) => each.bank === name && i % 4 === 0);

    it('prefills all rows, of 11 and 83 tokens, in one batch to within rounding', async () => {
      expect(cases.length).toBeGreaterThan(0);
      expect(await worstDifference(forward, cases, false, bank)).toBeLessThan(within);
    });

    it('decodes all rows in one batch to within rounding', async () => {
      expect(await worstDifference(forward, cases, true, bank)).toBeLessThan(within);
    });

    it('decodes a batch of one to within rounding', async () => {
      for (const row of [cases.at(0), cases.at(-1)])
        if (row) expect(await worstDifference(forward, [row], true, bank)).toBeLessThan(within);
    });
  },
);

it('runs in half precision to within its rounding, on the native build, as GPUs with f16 do', async () => {
  const rounded = parseReference(JSON.parse(new TextDecoder().decode(read('reference.json'))), read('reference-blocks8.bin').buffer);
  const { forward, config } = await loadModel({
    source,
    backend: { ort: native, provider: 'cpu', weights: 'blocks8', precision: 'f16', sessionOptions: { intraOpNumThreads: 1 } },
    context: 128,
  });
  const cases = rounded.logits.filter(({ bank }) => bank === 'all').slice(0, 2);
  const difference = await worstDifference(forward, cases, true, await forward.mount(slotsOf('all', config)));
  expect(difference).toBeGreaterThan(1e-3);
  expect(difference).toBeLessThan(0.1);
  await forward.dispose();
});
