import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { columnRates, createAdamW } from './adamw.ts';
import { clipByNorm } from './clip.ts';
import { rateAt, type Schedule } from './schedule.ts';

/** Written by models/write_training.py with PyTorch in float32. */
const golden: {
  readonly adam: {
    readonly schedule: Schedule & { readonly shared_factor: number };
    readonly start: Record<'o.a' | 'o.b', number[][]>;
    readonly steps: readonly ({ readonly step: number; readonly rates: number[] } & Record<'o.a' | 'o.b', number[][]>)[];
  };
  readonly adamw: { readonly rate: number; readonly decay: number; readonly start: number[]; readonly end: number[] };
} = JSON.parse(readFileSync(new URL('../../../models/fixtures/training.json', import.meta.url), 'utf8'));

/** The same formula as `slope` there. */
const slope = (step: number, length: number, size: number) =>
  Float32Array.from({ length }, (_, i) => size * Math.sin(step + 0.7 * i) * (1 + (i % 3)));

function largestDifference(values: Float32Array, expected: readonly number[]): number {
  expect(values).toHaveLength(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - (values[i] as number))));
}

test("twenty steps with a slow slot, clipping and schedule are the trainer's in PyTorch", () => {
  const { schedule, start, steps } = golden.adam;
  const names = ['o.a', 'o.b'] as const;
  const parameters = new Map(names.map((name) => [name, Float32Array.from(start[name].flat())]));
  const matrices = new Map(names.map((name) => [name, [start[name].length, (start[name][0] as number[]).length] as const]));
  const factors = Float32Array.of(schedule.shared_factor, schedule.shared_factor, 1);
  const adam = createAdamW(parameters, { rates: columnRates(matrices, factors) });
  for (let step = 0; step < schedule.steps; step++) {
    const gradients = new Map(names.map((name, i) => [name, slope(step, (parameters.get(name) as Float32Array).length, i + 1)]));
    clipByNorm(gradients, 1);
    const rate = rateAt(schedule, step);
    adam.step(gradients, rate);
    const expected = steps.find((shown) => shown.step === step);
    if (!expected) continue;
    expect(expected.rates).toHaveLength(2);
    expect(rate * schedule.shared_factor).toBeCloseTo(expected.rates[0] as number, 12);
    expect(rate).toBeCloseTo(expected.rates[1] as number, 12);
    for (const name of names) expect(largestDifference(parameters.get(name) as Float32Array, expected[name].flat())).toBeLessThan(1e-6);
  }
  expect(steps.map(({ step }) => step)).toEqual([0, 9, 19]);
});

test('twenty steps with decay are AdamW of PyTorch', () => {
  const { rate, decay, start, end } = golden.adamw;
  const values = Float32Array.from(start);
  const adam = createAdamW(new Map([['x', values]]), { decay });
  for (let step = 0; step < 20; step++) adam.step(new Map([['x', slope(step, values.length, 1)]]), rate);
  expect(largestDifference(values, end)).toBeLessThan(1e-6);
});

test('going on from the state is as never having stopped', () => {
  const run = (values: Float32Array, from: number, to: number, state?: ReturnType<typeof createAdamW>['state']) => {
    const adam = createAdamW(new Map([['x', values]]), {}, state);
    for (let step = from; step < to; step++) adam.step(new Map([['x', slope(step, values.length, 1)]]), 0.01);
    return adam.state;
  };
  const whole = new Float32Array(5).fill(1);
  run(whole, 0, 10);
  const parts = new Float32Array(5).fill(1);
  const { steps, means, squares } = run(parts, 0, 4);
  const copy = (arrays: ReadonlyMap<string, Float32Array>) => new Map([...arrays].map(([name, array]) => [name, array.slice()]));
  run(parts, 4, 10, { steps, means: copy(means), squares: copy(squares) });
  expect(parts).toEqual(whole);
});

test('a gradient that is missing or of another length is refused', () => {
  const adam = createAdamW(new Map([['x', new Float32Array(2)]]));
  expect(() => adam.step(new Map(), 1)).toThrow('x: 0 numbers for 2 parameters');
  expect(() => adam.step(new Map([['x', new Float32Array(3)]]), 1)).toThrow('x: 3 numbers for 2 parameters');
  expect(adam.state.steps).toBe(0);
});
