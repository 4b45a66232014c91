/** The whole model on ONNX Runtime's WASM build and on the integer kernels against PyTorch (models/write_fixtures.py). A minute on a quiet machine. */
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web/wasm';
import { afterAll, describe, expect, it } from 'vitest';
import { baseModelSource } from '../../../scripts/base-model-source.ts';
import { loadNodeKernels } from '../../../scripts/load-node-kernels.ts';
import { readSlots } from '../adapters/bank-slots.ts';
import { greedyOutputs } from '../testing/greedy-outputs.ts';
import { joinBanks } from '../testing/joined-banks.ts';
import { parseReference } from '../testing/reference.ts';
import { worstDifference } from '../testing/worst-difference.ts';
import { loadModel } from './model.ts';

const folder = new URL('../../../models/fixtures/', import.meta.url);
const read = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const reference = parseReference(JSON.parse(new TextDecoder().decode(read('reference.json'))), read('reference.bin').buffer);
const shape = { layers: 30, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary: reference.vocabulary };
ort.env.wasm.numThreads = 1;

const { slots, widen } = joinBanks(reference, shape);
const NETWORKS = [
  {
    network: "ONNX Runtime's",
    load: () =>
      loadModel({ source: baseModelSource(), backend: { ort, provider: 'wasm', weights: 'dense', precision: 'f32' }, context: 512 }),
    within: 1e-3,
  },
  // Activations of 14 bits.
  { network: "the integer kernels'", load: () => loadNodeKernels({ source: baseModelSource(), context: 512 }), within: 6e-2 },
] as const;

describe.each(NETWORKS)('$network network', async ({ load, within }) => {
  const { forward, config } = await load();
  const bank = await forward.mount(readSlots(slots, config).slots);
  afterAll(() => forward.dispose());

  it.each([null, ...Object.keys(reference.banks)])(
    'has the logits of PyTorch to within rounding, bank %s',
    { timeout: 300_000 },
    async (name) => {
      const cases = reference.logits.filter((each) => each.bank === name).map(widen);
      expect(cases.length).toBeGreaterThan(0);
      expect(await worstDifference(forward, cases, false, bank)).toBeLessThan(within);
    },
  );

  it('decodes the greedy tokens of PyTorch, all rows in one batch', { timeout: 1_800_000 }, async () => {
    const cases = reference.greedy.map(widen);
    expect(cases.length).toBeGreaterThanOrEqual(8);
    expect(await greedyOutputs(forward, cases, bank)).toEqual(cases.map(({ output }) => output));
  });
});
