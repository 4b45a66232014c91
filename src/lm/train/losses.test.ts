import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LossSpec, lossOf } from './losses.ts';
import type { Loss } from './train-types.ts';

/** Written by models/write_training.py with PyTorch's autograd. */
const { losses: golden }: { readonly losses: Golden } = JSON.parse(
  readFileSync(new URL('../../../models/fixtures/training.json', import.meta.url), 'utf8'),
);
interface Golden extends Record<'new' | 'old' | 'base' | 'advantages', readonly number[][]> {
  readonly weights: readonly number[];
  readonly prices: readonly number[];
  readonly clip: number;
  readonly of: readonly { readonly kind: string; readonly loss: number; readonly slopes: readonly number[][] }[];
}

const arrays = (rows: readonly number[][]) => rows.map((row) => Float32Array.from(row));
const { weights, clip } = golden;
const surrogate = { kind: 'policy-gradient' as const, old: arrays(golden.old), advantages: arrays(golden.advantages), clip };
const specs: Record<string, LossSpec> = {
  likelihood: { kind: 'likelihood', weights },
  'policy-gradient': surrogate,
  'with-kl': { ...surrogate, kl: { base: arrays(golden.base), prices: golden.prices } },
};
const whole = (loss: Loss, rows: readonly Float32Array[]) => rows.reduce((sum, row, r) => sum + loss(row, r).loss, 0);

test.each(golden.of)('$kind: loss and slopes are those of PyTorch', ({ kind, loss, slopes }) => {
  const made = lossOf(specs[kind] as LossSpec, 6);
  const rows = arrays(golden.new);
  expect(whole(made, rows)).toBeCloseTo(loss, 6);
  rows.forEach((row, r) => {
    const got = [...made(row, r).slopes];
    expect(got).toEqual((slopes[r] as number[]).map((slope) => expect.closeTo(slope, 6)));
  });
});

test.each(Object.keys(specs))('%s: slopes are finite differences of the loss', (kind) => {
  const made = lossOf(specs[kind] as LossSpec, 6);
  const away = fc.double({ min: -0.15, max: 0.15, noNaN: true });
  fc.assert(
    fc.property(fc.array(away, { minLength: 4, maxLength: 4 }), fc.integer({ min: 0, max: 3 }), (shifts, t) => {
      // Off the kink of the clip, |log ratio| < log 1.2: shifts of at most 0.15 from the old policy, and 1e-3 to either side.
      const row = Float32Array.from(shifts, (shift, i) => (surrogate.old[0]?.[i] as number) + shift);
      const at = (move: number) =>
        made(
          row.map((x, i) => x + (i === t ? move : 0)),
          0,
        ).loss;
      const [low, high] = [Math.fround((row[t] as number) - 1e-3), Math.fround((row[t] as number) + 1e-3)];
      const difference = (at(1e-3) - at(-1e-3)) / (high - low);
      expect(difference).toBeCloseTo(made(row, 0).slopes[t] as number, 4);
    }),
  );
});

test('nothing is gained beyond the clip, and what is lost there is lost', () => {
  const made = lossOf({ kind: 'policy-gradient', old: [new Float32Array(4)], advantages: [Float32Array.of(1, -1, 1, -1)], clip: 0.2 }, 1);
  const [above, below] = [Math.log(1.5), Math.log(0.5)];
  const { loss, slopes } = made(Float32Array.of(above, above, below, below), 0);
  expect([...slopes]).toEqual([0, 1.5, -0.5, 0].map((x) => expect.closeTo(x, 6)));
  expect(loss).toBeCloseTo(-(1.2 - 1.5 + 0.5 - 0.8), 6);
});

test('a row without its numbers is refused', () => {
  expect(() => lossOf(surrogate, 6)(new Float32Array(3), 0)).toThrow('row 0: 4 old log-probabilities for 3 tokens');
  expect(() => lossOf(surrogate, 6)(new Float32Array(3), 7)).toThrow('row 7: no old log-probabilities for 3 tokens');
});
