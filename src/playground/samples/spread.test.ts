import { expect, it } from 'vitest';
import type { Sample } from '../state/samples.ts';
import { spreadOf } from './spread.ts';

const rewards = [
  { id: 'cheer', label: 'Cheer', range: [0, 1] as const },
  { id: 'approval', label: 'Approval', range: [0, 1] as const },
];
const sample = (seed: number, stop: Sample['stop'], scores: Sample['scores']): Sample => ({ seed, text: 'A', tokens: [1], stop, scores });

it('is mean, lowest and highest of the whole samples that have the score', () => {
  const samples = [
    sample(1, 'end', { cheer: 0.2, approval: 0.9 }),
    sample(2, 'length', { cheer: 0.5 }),
    sample(3, 'aborted', { cheer: 1 }),
    sample(4, undefined, {}),
    sample(5, 'end', { cheer: 0.8 }),
  ];
  const [cheer, approval] = spreadOf(samples, rewards);
  expect(cheer?.values.map(({ seed }) => seed)).toEqual([1, 2, 5]);
  expect(cheer?.summary).toEqual({ mean: expect.closeTo(0.5, 12), lowest: 0.2, highest: 0.8 });
  expect(approval).toMatchObject({ values: [{ seed: 1, value: 0.9 }], summary: { mean: 0.9, lowest: 0.9, highest: 0.9 } });
});

it('has no summary before the first score', () => {
  expect(spreadOf([sample(1, undefined, {})], rewards).map(({ summary }) => summary)).toEqual([undefined, undefined]);
});
