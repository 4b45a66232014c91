import { expect, it } from 'vitest';
import { floatToHalf, halfToFloat } from './float16.ts';

const value = (half: number) => halfToFloat[half] as number;

it('reads the half-precision values that IEEE 754 names', () => {
  expect(value(0x3c00)).toBe(1);
  expect(value(0xc000)).toBe(-2);
  expect(value(0x7bff)).toBe(65504);
  expect(value(0x0001)).toBe(2 ** -24);
  expect(value(0x0400)).toBe(2 ** -14);
  expect(value(0x3555)).toBeCloseTo(1 / 3, 3);
  expect(value(0x7c00)).toBe(Number.POSITIVE_INFINITY);
  expect(value(0x7e00)).toBeNaN();
});

it('writes back every half that it reads', () => {
  const wrong = Array.from({ length: 65536 }, (_, half) => half).filter(
    (half) => !Number.isNaN(value(half)) && floatToHalf(value(half)) !== half,
  );
  expect(wrong).toEqual([]);
});

it('rounds to the nearest half, ties to even', () => {
  const wrong: number[] = [];
  for (let half = 0; half < 0x7bff; half++) {
    const [low, high] = [value(half), value(half + 1)];
    const middle = (low + high) / 2;
    const even = half % 2 ? half + 1 : half;
    const rounded = [floatToHalf(low + (middle - low) * 0.9), floatToHalf(middle + (high - middle) * 0.1), floatToHalf(-middle)];
    if (rounded.join() !== [half, half + 1, 0x8000 | even].join()) wrong.push(half);
  }
  expect(wrong).toEqual([]);
  expect(floatToHalf(65520)).toBe(0x7c00);
  expect(floatToHalf(Number.NaN)).toBe(0x7e00);
});
