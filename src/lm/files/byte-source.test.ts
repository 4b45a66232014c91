import { expect, it } from 'vitest';
import { arrivingSource, BytesToCome, forgettingSource, shardedSource } from './byte-source.ts';

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

it('gives what has arrived, in whatever order, and says when there is more', async () => {
  const source = arrivingSource([7, 5, 8]);
  expect(source.size).toBe(20);
  await source.arrived(0);
  const told: string[] = [];
  const waits = [7, 8, 12, 20].map((end) => source.arrived(end).then(() => told.push(`up to ${end}`)));
  expect(() => source.slice(3, 5)).toThrow(BytesToCome);
  source.arrive(1, file.slice(7, 12));
  expect([...source.slice(8, 12)]).toEqual([...file.slice(8, 12)]);
  expect(() => source.slice(8, 13)).toThrow('bytes up to 13 have not arrived');
  await Promise.resolve();
  expect(told).toEqual([]);
  source.arrive(0, file.slice(0, 7));
  await Promise.all(waits.slice(0, 3));
  expect(told).toEqual(['up to 7', 'up to 8', 'up to 12']);
  source.arrive(2, file.slice(12));
  await Promise.all(waits);
  expect([...source.slice(5, 15)]).toEqual([...file.slice(5, 15)]);
});

it('tells who waits what keeps the rest away, and keeps what is there', async () => {
  const source = arrivingSource([7, 13]);
  source.arrive(0, file.slice(0, 7));
  const waits = source.arrived(8);
  source.fail(new Error('the server is gone'));
  await expect(waits).rejects.toThrow('the server is gone');
  await expect(source.arrived(20)).rejects.toThrow('the server is gone');
  await source.arrived(7);
  expect([...source.slice(0, 7)]).toEqual([...file.slice(0, 7)]);
});

it('forgets no shard before it has come, and empties it then', () => {
  const source = arrivingSource([7, 13]);
  const shard = file.slice(0, 7);
  source.arrive(0, shard);
  source.forget(20);
  expect(() => source.slice(0, 7)).toThrow('forgotten');
  if ('transfer' in ArrayBuffer.prototype) expect(shard.buffer.byteLength).toBe(0);
  source.arrive(1, file.slice(7));
  expect([...source.slice(7, 20)]).toEqual([...file.slice(7)]);
});
