import { expect, it } from 'vitest';
import { groupReader } from './group-reader.ts';

const VOCABULARY = 2;

it('puts the rows of a group together, position by position, out of memory that is used again', () => {
  const taken: unknown[] = [];
  const read = groupReader([2, 1], VOCABULARY, (group, position, logits) =>
    taken.push([group, position, ...logits.map((row) => [...row])]),
  );
  const memory = new Float32Array(4);
  const give = (row: number, ...values: number[]) => {
    memory.set(values);
    read([{ row, logits: memory.subarray(0, values.length) }]);
    memory.fill(Number.NaN);
  };
  give(0, 1, 2, 3, 4);
  give(2, 5, 6);
  give(1, 7, 8);
  give(1, 9, 10);
  expect(taken).toEqual([
    [1, 0, [5, 6]],
    [0, 0, [1, 2], [7, 8]],
    [0, 1, [3, 4], [9, 10]],
  ]);
});
