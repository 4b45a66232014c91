/** The network in our own shaders on the cut model, with the file's exact weights: against PyTorch and against the CPU. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worstDifference } from '../../src/lm/testing/worst-difference.ts';
import { type Cut, casesOf, exactReference, onCpu, onOwn } from './cut-model.ts';
import { startDawn } from './dawn.ts';
import { journey } from './journey.ts';

/** Measured at most 4e-5. */
const TOLERANCE = 1e-4;

let cut: Cut & { readonly device: GPUDevice };
beforeAll(async () => {
  cut = await onOwn(startDawn());
});
afterAll(async () => {
  await cut.forward.dispose();
  cut.device.destroy();
});

describe.each(['attention', 'all', 'head'])('bank %s', (name) => {
  it.each([
    [8, 1],
    [8, 4],
    [8, 11],
    [80, 1],
    [80, 11],
  ])('agrees with PyTorch by prefill and by steps: prompts of %i tokens, %i rows', async (length, rows) => {
    const cases = casesOf(name, length, exactReference).slice(-rows);
    if (cases.length === 0) return;
    const bank = await cut.mount(name);
    expect(await worstDifference(cut.forward, cases, false, bank)).toBeLessThan(TOLERANCE);
    expect(await worstDifference(cut.forward, cases, true, bank)).toBeLessThan(TOLERANCE);
    bank.release();
  });
});

it('agrees with the CPU: ragged rows, rewound and kept', async () => {
  const cpu = await onCpu('dense');
  const expected = await journey(cpu);
  const got = await journey(cut);
  expect(got.length).toBe(expected.length);
  got.forEach((logits, i) => {
    const worst = logits.reduce((most, value, token) => Math.max(most, Math.abs(value - (expected[i]?.[token] as number))), 0);
    expect(worst).toBeLessThan(TOLERANCE);
  });
  await cpu.forward.dispose();
});
