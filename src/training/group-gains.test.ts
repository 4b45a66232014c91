import { expect, test } from 'vitest';
import { advantagesOf } from './credit.ts';
import { groupGains } from './group-gains.ts';
import { groups as golden } from './testing/golden.ts';

const { traces, ratios, price, discount, units, guard, weights } = golden;

test.each(golden.of)(
  'credit $credit, normalised by $normalise, $kind: advantages are what Python says',
  ({ credit, normalise, kind, advantages }) => {
    const gains = groupGains(traces, weights, { units, guard, scalarisation: kind }, { credit, normalise });
    const paid = gains.map((row, i) => row.map((gain, t) => gain - price * (ratios[i]?.[t] as number)));
    expect(advantagesOf(paid, discount).map((row) => [...row])).toEqual(
      advantages.map((row) => row.map((value) => expect.closeTo(value, 4))),
    );
  },
);

test('with gdpo a deviation of one reward is worth a deviation of another', () => {
  const ends = [
    [0, 10, 0],
    [1, 0, 0],
    [0, 0, 0],
    [1, 10, 0],
  ].map((values) => [values]);
  const scale = { units: [1, 1], guard: 0, scalarisation: 'linear' as const };
  const at = (normalise: 'gdpo' | 'utility') =>
    groupGains(ends, [0.5, 0.5], scale, { credit: 'end', normalise }).map(([gain]) => gain as number);
  const [far = 0, near = 0] = at('gdpo');
  expect(far).toBeCloseTo(near, 9);
  const [dear = 0, cheap = 0] = at('utility');
  expect(dear).toBeCloseTo(10 * cheap, 9);
});

test('with gdpo a reward that is the same for all answers says nothing, and divides nothing by 0', () => {
  const ends = [[[0.5, 1, 0]], [[0.5, 0, 0]]];
  const scale = { units: [0.05, 1], guard: 4, scalarisation: 'linear' as const };
  const rows = groupGains(ends, [0.5, 0.5], scale, { credit: 'end', normalise: 'gdpo' });
  const [far, near] = advantagesOf(rows, 1).map(([first]) => first as number) as [number, number];
  expect(far).toBeCloseTo(0.5 / Math.SQRT1_2, 6);
  expect(near).toBeCloseTo(-far, 6);
});

test('a group whose answers are about as good is not blown up', () => {
  const ends = [[[0.5, 0]], [[0.5001, 0]]];
  const [a = [], b = []] = groupGains(
    ends,
    [1],
    { units: [1], guard: 0, scalarisation: 'linear' },
    { credit: 'end', normalise: 'utility' },
  );
  expect((b[0] as number) - (a[0] as number)).toBeCloseTo(0.0001 / 0.3, 9);
});
