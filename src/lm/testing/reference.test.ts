/** Weights rounded to 8-bit blocks, on ONNX Runtime's CPU provider, against PyTorch with its own rounding (models/cut.py). */
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { readSlots } from '../adapters/bank-slots.ts';
import { shardedSource } from '../files/byte-source.ts';
import { loadModel } from '../run/model.ts';
import { type AdapterShape, randomPeft } from './random-adapter.ts';
import { parseReference } from './reference.ts';
import { worstDifference } from './worst-difference.ts';

const folder = new URL('../../../e2e/fixtures/cut/', import.meta.url);
const read = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const reference = parseReference(JSON.parse(new TextDecoder().decode(read('reference.json'))), read('reference-blocks8.bin').buffer);
const shape: AdapterShape = { layers: 2, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary: reference.vocabulary };

test('8-bit blocks give what PyTorch gives with weights rounded to them, within 1e-3', async () => {
  const { forward, config } = await loadModel({
    source: shardedSource([read('cut.part-0.bin')]),
    backend: { ort, provider: 'cpu', weights: 'blocks8', precision: 'f32', sessionOptions: { intraOpNumThreads: 1 } },
    context: 128,
  });
  const specs = reference.banks.attention ?? [];
  const bank = await forward.mount(
    readSlots(
      specs.map((spec) => randomPeft(spec, shape)),
      config,
    ).slots,
  );
  const cases = reference.logits.filter(({ bank, positions }) => bank === 'attention' && positions[0] === 79);
  expect(cases).toHaveLength(11);
  expect(await worstDifference(forward, cases, true, bank)).toBeLessThan(1e-3);
  await forward.dispose();
});
