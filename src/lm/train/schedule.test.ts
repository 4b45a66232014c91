import { expect, test } from 'vitest';
import { rateAt } from './schedule.ts';

const schedule = { rate: 2, steps: 40, warm_up: 5, final_rate: 0.4 };

test('the rate warms up in equal steps, and falls by half a cosine to its last share', () => {
  const cosine = (step: number) => 0.4 + 0.3 * (1 + Math.cos((Math.PI * step) / 40));
  expect([0, 1, 4].map((step) => rateAt(schedule, step) / cosine(step))).toEqual([0.4, 0.8, 2].map((x) => expect.closeTo(x, 12)));
  expect(rateAt(schedule, 20)).toBeCloseTo(1.4, 12);
  expect(rateAt(schedule, 40)).toBeCloseTo(0.8, 12);
  const after = Array.from({ length: 35 }, (_, i) => rateAt(schedule, 5 + i));
  expect(after).toEqual([...after].sort((a, b) => b - a));
});
