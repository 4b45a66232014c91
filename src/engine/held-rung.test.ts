import { expect, it } from 'vitest';
import { readHeldRung } from './held-rung.ts';
import type { HeldRung } from './protocol.ts';

const held: HeldRung = {
  backend: 'webgpu',
  gpu: { exact: false, f16: false, subgroups: true },
  machine: 'Browser/1',
  rungs: [{ backend: 'webgpu', outcome: 'chosen', reason: 'Runs.', msPerToken: 4 }],
};

it('reads back what was kept', () => {
  expect(readHeldRung(JSON.parse(JSON.stringify(held)))).toEqual(held);
});

it.each([
  undefined,
  null,
  'webgpu',
  {},
  { ...held, backend: 'webnn' },
  { ...held, rungs: [{ backend: 'wasm' }] },
  { ...held, gpu: true },
  { ...held, gpu: { f16: true, subgroups: true } },
])('forgets %j', (data) => {
  expect(readHeldRung(data)).toBeUndefined();
});
