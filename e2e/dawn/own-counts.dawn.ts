/** What a step in our own shaders asks of a card: dispatches, submissions, bytes read back, of the whole model on Dawn's null backend. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseModelSource } from '../../scripts/base-model-source.ts';
import { openDevice, probeAdapter } from '../../src/engine/backends/device.ts';
import { readSlots } from '../../src/lm/adapters/bank-slots.ts';
import type { Adapter } from '../../src/lm/adapters/peft.ts';
import { HOOKS, linearsOf } from '../../src/lm/arch/linears.ts';
import type { Bank } from '../../src/lm/run/forward.ts';
import { type GpuModel, openGpu } from '../../src/lm/run/gpu/open-gpu.ts';
import { type AdapterShape, randomPeft } from '../../src/lm/testing/random-adapter.ts';
import { type CountCommands, countCommands } from './count-commands.ts';
import { exactReference } from './cut-model.ts';
import { startDawn } from './dawn.ts';

const LAYERS = 30;
/** Of a layer: q, k and v; rotary embedding; attention; its output; gate and up; down. Beside them the head, and two that make the lists. */
const BASE = 6 * LAYERS + 3;
const SHAPE: AdapterShape = { layers: LAYERS, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary: 49_152 };

let model: GpuModel;
let device: GPUDevice;
let count: CountCommands;
beforeAll(async () => {
  const gpu = startDawn('null');
  count = countCommands();
  device = await openDevice(await probeAdapter(gpu, { software: true }), { f16: false, subgroups: false });
  model = await openGpu({ source: baseModelSource(), device });
});
afterAll(async () => {
  await model.forward.dispose();
  device.destroy();
});

const bankOf = (name: string): Bank => {
  const files = (exactReference.banks[name] ?? []).map((spec) => randomPeft(spec, SHAPE));
  return model.forward.mount(readSlots(files, model.config).slots);
};

/** A second step of rows whose slots stand at `coefficient`. */
async function ofStep(bank: Bank | undefined, rows: number, coefficient: (row: number) => number) {
  const { forward } = model;
  const asked = Array.from({ length: rows }, (_, row) => ({
    tokens: [1, 2, 3, 4, 5 + row],
    coefficients: new Float32Array(bank?.slots.length ?? 0).fill(coefficient(row)),
    logitsFrom: 4,
  }));
  const { batch } = await forward.prefill(asked, bank && { bank });
  const tokens = asked.map(() => 7);
  const asks = tokens.map(() => ({ temperature: 0.8 }));
  await forward.stepLists(batch, tokens, asks);
  const counted = await count(() => forward.stepLists(batch, tokens, asks));
  forward.release(batch);
  return counted;
}

/** A vector after the MLP of the last layer. */
const vector: Adapter = new Map([
  [
    'layers.29.down_proj',
    { rank: 1, scale: 1, a: new Float32Array(1536), b: new Float32Array(576), bias: new Float32Array(576).fill(0.01) },
  ],
]);

describe.each([1, 11, 32])('a step of %i rows', (rows) => {
  it.each([
    ['no bank', BASE, undefined],
    ['a bank on attention', BASE + 2 * LAYERS, () => bankOf('attention')],
    ['a bank on all linears', BASE + 4 * LAYERS, () => bankOf('all')],
    ['a bank on the head', BASE + 1, () => bankOf('head')],
    ['a steering vector', BASE, () => model.forward.mount([{ id: 'vector', adapter: vector }])],
  ])('with %s has %i dispatches in one submission, and reads 4 KB a row at most', async (_, dispatches, mount) => {
    const bank = mount?.();
    const counted = await ofStep(bank, rows, (row) => (1 + row) / 16);
    expect(counted).toMatchObject({ dispatches, submits: 1, buffers: [] });
    expect(counted.read).toBeLessThanOrEqual(4096 * rows);
    bank?.release();
  });

  it('leaves out hooks whose slots are all at 0', async () => {
    const bank = bankOf('all');
    expect((await ofStep(bank, rows, () => 0)).dispatches).toBe(BASE);
    bank.release();
  });
});

it('holds as many bytes of weights as the file, but for a half more in every block of 8 bits', async () => {
  const values = (hooks: typeof HOOKS) =>
    hooks.flatMap((hook) => linearsOf(model.config, hook)).reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const all = values(HOOKS);
  const head = 576 * 49_152;
  expect(model.weightBytes).toBe(((all - head) / 32) * 20 + (head / 32) * 36);
});
