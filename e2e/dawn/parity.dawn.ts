/** Logits of the cut model on WebGPU, in every combination of half precision and subgroups: against PyTorch, and against the CPU where PyTorch's are not stored. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Precision } from '../../src/lm/graph/llama-graph.ts';
import { type LogitError, logitError } from '../../src/lm/run/self-check.ts';
import { logitErrors } from '../../src/lm/testing/worst-difference.ts';
import { type Cut, casesOf, onCpu, onGpu, TOLERANCE } from './cut-model.ts';
import { startDawn } from './dawn.ts';
import { journey } from './journey.ts';

/** Batches by tokens of the prompt and rows: all where most GPUs run, and both lengths and both numbers of rows everywhere. */
const BATCHES = [
  [8, 11],
  [80, 1],
] as const;
const ALL_BATCHES = [...BATCHES, [8, 1], [80, 11]] as const;
const COMBINATIONS = [
  { f16: false, subgroups: false, batches: BATCHES },
  { f16: false, subgroups: true, batches: BATCHES },
  { f16: true, subgroups: false, batches: BATCHES },
  { f16: true, subgroups: true, batches: ALL_BATCHES },
] as const;

let gpu: GPU;
beforeAll(() => {
  gpu = startDawn();
});

function expectWithin({ largest, spread }: LogitError, precision: Precision): void {
  expect(largest).toBeLessThan(TOLERANCE[precision].largest);
  expect(spread).toBeLessThan(TOLERANCE[precision].spread);
}

describe.each(COMBINATIONS)('f16 $f16, subgroups $subgroups', ({ batches, ...features }) => {
  const precision = features.f16 ? 'f16' : 'f32';
  let cut: Cut;
  let device: GPUDevice;
  beforeAll(async () => {
    const opened = await onGpu(gpu, 'blocks8', features);
    device = opened.device;
    cut = await opened.load();
  });
  afterAll(async () => {
    await cut.forward.dispose();
    device.destroy();
  });

  it.each(batches)('agrees with PyTorch: a bank on attention, prompts of %i tokens, %i rows', async (length, rows) => {
    const bank = await cut.mount('attention');
    const cases = casesOf('attention', length).slice(-rows);
    expect(cases.length).toBe(rows);
    expectWithin(await logitErrors(cut.forward, cases, true, bank), precision);
    bank.release();
  });

  it('agrees with the CPU: ragged rows, rewound and kept', async () => {
    const cpu = await onCpu('blocks8');
    const expected = await journey(cpu);
    const got = await journey(cut);
    expect(got.length).toBe(expected.length);
    const indices = Array.from({ length: 2048 }, (_, token) => token);
    got.forEach((logits, i) => {
      expectWithin(logitError(logits, { indices, logits: expected[i] as Float32Array }), precision);
    });
    await cpu.forward.dispose();
  });
});

it('agrees with PyTorch: banks on all linears and on the head, one after the other in one network', async () => {
  const { device, load } = await onGpu(gpu, 'blocks8', { f16: false, subgroups: true });
  const { forward, mount } = await load();
  for (const name of ['all', 'head']) {
    const bank = await mount(name);
    expectWithin(await logitErrors(forward, casesOf(name, 80), true, bank), 'f32');
    bank.release();
  }
  await forward.dispose();
  device.destroy();
});
