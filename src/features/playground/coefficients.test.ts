import { expect, it } from 'vitest';
import { coefficientsLine, weightsLine } from './coefficients.ts';

const rewards = [{ label: 'Brevity' }, { label: 'Cheer' }];

it('names coefficients by what their slots are for', () => {
  expect(coefficientsLine({ s: 1, a: 0.25, b: 0.75 }, { shared: 's', rewards: ['a', 'b'] }, rewards)).toBe(
    'c = 1 shared, 0.25 brevity, 0.75 cheer',
  );
  expect(coefficientsLine({ a: 1 }, { rewards: ['a', 'b'] }, rewards)).toBe('c = 1.00 brevity, 0.00 cheer');
  expect(coefficientsLine({}, { rewards: [] }, rewards)).toBe('c = 0, no adapter');
});

it('leaves out weights of 0', () => {
  expect(weightsLine([0, 1], rewards)).toBe('cheer 1');
  expect(weightsLine([1 / 3, 2 / 3], rewards)).toBe('brevity 0.33, cheer 0.67');
});
