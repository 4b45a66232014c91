import { expect, it } from 'vitest';
import { PARTS, readOptions } from './options.ts';

it('runs everything five times unless told', () => {
  const { parts, runs } = readOptions([]);
  expect([...parts]).toEqual([...PARTS]);
  expect(runs).toBe(5);
});

it('takes parts, runs and threads', () => {
  const { parts, runs, threads } = readOptions(['--only', 'row1,bank', '--runs', '2', '--threads', '1']);
  expect([...parts]).toEqual(['row1', 'bank']);
  expect([runs, threads]).toEqual([2, 1]);
});

it.each([
  [['--only', 'row2'], '--only names "row2"'],
  [['--runs', '0'], '--runs is "0"'],
  [['--threads', 'many'], '--threads is "many"'],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
