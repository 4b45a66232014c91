import { expect, it } from 'vitest';
import { linearScale, ticks } from './scale.ts';

it('maps a domain to pixels and back, also turned over', () => {
  const y = linearScale([0, 2], [300, 100]);
  expect([y(0), y(1), y(2)]).toEqual([300, 200, 100]);
  expect(y.invert(150)).toBeCloseTo(1.5, 12);
  expect(() => linearScale([1, 1], [0, 100])).toThrow('expected low < high');
});

it('puts ticks at round values inside the domain', () => {
  const cases: [[number, number], number, number[]][] = [
    [[0, 1], 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [[0, 1], 2, [0, 0.5, 1]],
    [[-0.13, 0.31], 4, [0, 0.2]],
    [[0, 50_000], 5, [0, 10_000, 20_000, 30_000, 40_000, 50_000]],
    [[0.1, 0.4], 3, [0.1, 0.2, 0.3, 0.4]],
  ];
  for (const [domain, count, expected] of cases) expect(ticks(domain, count)).toEqual(expected);
});
