/** What a step costs in dispatches: nothing where a bank changes nothing. They are most of what a step of a small model costs a card. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Adapter } from '../../src/lm/adapters/peft.ts';
import type { Bank } from '../../src/lm/run/forward.ts';
import { type Cut, onGpu } from './cut-model.ts';
import { startDawn } from './dawn.ts';

const LAYERS = 2;
/** Of a layer: four linears, three of attention, two norms, three that make the gated product. Beside them embeddings, the first norm, the logits. */
const BASE = 12 * LAYERS + 12;
/** Of a linear whose adapters have ranks: what A, the coefficients and B make. */
const COLUMNS = 3;
/** Codes of a gate and up, which no other tensor of the model is as large as. */
const LARGEST = 3072 * 576;

let dispatched = 0;
let buffers: number[] = [];
let cut: Cut;
let device: GPUDevice;

beforeAll(async () => {
  const gpu = startDawn();
  const { prototype: pass } = GPUComputePassEncoder;
  const dispatch = pass.dispatchWorkgroups;
  pass.dispatchWorkgroups = function (...sizes) {
    dispatched++;
    return dispatch.apply(this, sizes);
  };
  const { prototype: owner } = GPUDevice;
  const create = owner.createBuffer;
  owner.createBuffer = function (descriptor) {
    buffers.push(descriptor.size);
    return create.call(this, descriptor);
  };
  const opened = await onGpu(gpu, 'blocks8', { f16: true, subgroups: true });
  device = opened.device;
  cut = await opened.load();
});
afterAll(async () => {
  await cut.forward.dispose();
  device.destroy();
});

/** Dispatches of a second step. */
async function ofStep(bank: Bank | undefined, rows: number): Promise<number> {
  const { forward } = cut;
  const asked = Array.from({ length: rows }, (_, row) => ({
    tokens: [1, 2, 3, 4, 5 + row],
    coefficients: new Float32Array(bank?.slots.length ?? 0).fill((1 + row) / 16),
    logitsFrom: 4,
  }));
  const { batch } = await forward.prefill(asked, bank && { bank });
  const tokens = asked.map(() => 7);
  await forward.step(batch, tokens);
  dispatched = 0;
  await forward.step(batch, tokens);
  forward.release(batch);
  return dispatched;
}

/** A vector after the MLP of the last layer. */
const vector: Adapter = new Map([
  [
    'layers.1.down_proj',
    { rank: 1, scale: 1, a: new Float32Array(1536), b: new Float32Array(576), bias: new Float32Array(576).fill(0.01) },
  ],
]);

describe.each([1, 11])('a step of %i rows', (rows) => {
  it.each([
    ['no bank', 0, undefined],
    ['a bank on attention', COLUMNS * 2 * LAYERS, () => cut.mount('attention')],
    ['a bank on all linears of the layers', COLUMNS * 4 * LAYERS, () => cut.mount('all')],
    ['a bank on the head', COLUMNS, () => cut.mount('head')],
    ['a steering vector at one linear', 1, () => cut.forward.mount([{ id: 'vector', adapter: vector }])],
  ])('with %s has %i dispatches more than the base', async (_, more, mount) => {
    const loading = buffers;
    buffers = [];
    const bank = await mount?.();
    expect(await ofStep(bank, rows)).toBe(BASE + more);
    bank?.release();
    expect(buffers).not.toContain(LARGEST);
    buffers = [...loading, ...buffers];
  });
});

it('loads the weights once, whatever was mounted', () => {
  expect(buffers.filter((size) => size === LARGEST)).toHaveLength(LAYERS);
});
