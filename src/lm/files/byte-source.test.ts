import { expect, it } from 'vitest';
import { forgettingSource, shardedSource } from './byte-source.ts';

const file = Uint8Array.from({ length: 20 }, (_, i) => i);

it.each([[[20]], [[7, 13]], [[5, 1, 9, 5]], [[0, 20, 0]]])('reads every slice of a file cut into %j', (sizes) => {
  let at = 0;
  const shards = sizes.map((size) => {
    at += size;
    return file.slice(at - size, at);
  });
  const source = shardedSource(shards);
  expect(source.size).toBe(20);
  for (let start = 0; start <= 20; start++) {
    for (let end = start; end <= 20; end++) expect([...source.slice(start, end)]).toEqual([...file.slice(start, end)]);
  }
});

it('does not copy what lies in one shard', () => {
  const shard = file.slice();
  expect(shardedSource([shard]).slice(3, 9).buffer).toBe(shard.buffer);
});

it('refuses a slice outside the file', () => {
  expect(() => shardedSource([file]).slice(10, 21)).toThrow('bytes 10..21 are outside the file of 20 bytes');
});

it('gives shards back as they are forgotten, and says so when one is asked for again', () => {
  const shards = [file.slice(0, 7), file.slice(7, 12), file.slice(12)];
  const source = forgettingSource(shards);
  expect([...source.slice(5, 14)]).toEqual([...file.slice(5, 14)]);
  source.forget(11);
  expect(shards.map(({ length }) => length)).toEqual([0, 5, 8]);
  expect([...source.slice(7, 20)]).toEqual([...file.slice(7)]);
  expect(() => source.slice(6, 8)).toThrow('bytes 6..8 were forgotten, those from 7 on are there');
  source.forget(20);
  expect(shards.every(({ length }) => length === 0)).toBe(true);
  expect(source.size).toBe(20);
  expect(() => source.slice(19, 20)).toThrow('forgotten');
});
