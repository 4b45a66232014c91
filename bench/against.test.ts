import { expect, it } from 'vitest';
import { compareLines, comparisonTable, runAgainst } from './against.ts';

const old = [
  { commit: 'a', load_s: 2, step_ms: 10, gone: 1, sometimes: 1 },
  { commit: 'a', load_s: 3, step_ms: 11, gone: 1, sometimes: null },
];
const now = [
  { commit: 'b', load_s: 2.5, step_ms: 13, fresh: 1, sometimes: 1 },
  { commit: 'b', load_s: 2.6, step_ms: 12, fresh: 1, sometimes: 1 },
];

it('compares the figures that every round of both has, and tells noise from what is apart', () => {
  expect(compareLines(old, now)).toEqual([
    { key: 'load_s', old: [2, 3], now: [2.5, 2.6], ratio: 5.1 / 5, apart: false },
    { key: 'step_ms', old: [10, 11], now: [12, 13], ratio: 25 / 21, apart: true },
  ]);
  expect(compareLines([], now)).toEqual([]);
  expect(comparisonTable(compareLines(old, now)).split('\n')[1]).toMatch(/^step_ms +10\.00 to 11\.00 +12\.00 to 13\.00 +1\.190 +apart$/);
});

it('refuses a folder without a bench', () => {
  expect(() => runAgainst('docs', 1, [])).toThrow('--against: docs has no bench/bench.ts');
});
