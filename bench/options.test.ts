import { expect, it } from 'vitest';
import { DEFAULT_PARTS, readOptions } from './options.ts';

it('runs everything that needs no GPU five times unless told', () => {
  const { parts, runs } = readOptions([]);
  expect([...parts]).toEqual([...DEFAULT_PARTS]);
  expect(runs).toBe(5);
});

it('takes parts, runs and threads', () => {
  const { parts, runs, threads } = readOptions(['--only', 'row1,bank', '--runs', '2', '--threads', '1']);
  expect([...parts]).toEqual(['row1', 'bank']);
  expect([runs, threads]).toEqual([2, 1]);
  expect([...readOptions(['--only', 'webgpu']).parts]).toEqual(['webgpu']);
});

it('takes another checkout to be measured against', () => {
  expect(readOptions([]).against).toBeUndefined();
  expect(readOptions(['--against', '../old']).against).toEqual({ folder: '../old', rounds: 2 });
  expect(readOptions(['--against', '../old', '--rounds', '3']).against?.rounds).toBe(3);
});

it.each([
  [['--only', 'row2'], '--only names "row2"'],
  [['--runs', '0'], '--runs is "0"'],
  [['--threads', 'many'], '--threads is "many"'],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
