import { expect, it } from 'vitest';
import { showValue } from './show-value.ts';

it.each<[unknown, string]>([
  ['two', 'two'],
  ['a\u202eb\n', 'a\ufffdb\ufffd'],
  ['x'.repeat(1000), `${'x'.repeat(120)}…`],
  [0.5, '0.5'],
  [Number.NaN, 'NaN'],
  [12n, '12'],
  [null, 'null'],
  [undefined, 'undefined'],
  [['lm_head', 1], '["lm_head",1]'],
  [[[1]], 'a list of 1'],
  [new Array(20).fill(0), 'a list of 20'],
  [{ a: 1 }, 'an object of 1 fields'],
])('shows %o in a line', (value, shown) => {
  expect(showValue(value)).toBe(shown);
});

it('shows a list that nests too deep for the stack', () => {
  let deep: unknown[] = [];
  for (let level = 0; level < 200_000; level++) deep = [deep];
  expect(showValue(deep)).toBe('a list of 1');
  expect(showValue({ deep })).toBe('an object of 1 fields');
});
