import { expect, it } from 'vitest';
import { oneDecimal, percent, percentInterval, UNKNOWN } from './percent.ts';

it.each([
  [0.523, false, '52 %'],
  [-0.031, true, '−3 %'],
  [0.031, true, '+3 %'],
  [-0.001, true, '0 %'],
  [undefined, false, UNKNOWN],
] as const)('%s is written as a percentage', (share, signed, text) => {
  expect(percent(share, signed)).toBe(text);
});

it('writes an interval with the unit once, and a number with a true minus', () => {
  expect(percentInterval({ mean: 0.1, low: -0.02, high: 0.2 }, true)).toBe('+10 % (−2 to +20)');
  expect(percentInterval(undefined)).toBe(UNKNOWN);
  expect(oneDecimal(-1.25)).toBe('−1.3');
  expect(oneDecimal(undefined)).toBe(UNKNOWN);
});
