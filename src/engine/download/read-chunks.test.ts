import { expect, it } from 'vitest';
import { readChunks, readUpTo } from './read-chunks.ts';

/** A body in three chunks. */
function body(type?: 'bytes'): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = [1, 2, 3].map((value) => new Uint8Array(4).fill(value));
  const start = (controller: Pick<ReadableByteStreamController, 'enqueue' | 'close'>) => {
    for (const chunk of chunks) controller.enqueue(chunk);
    controller.close();
  };
  return (type ? new ReadableStream({ type, start }) : new ReadableStream({ start })) as ReadableStream<Uint8Array<ArrayBuffer>>;
}

async function readAll(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const chunks = readChunks(stream);
  const bytes: number[] = [];
  const buffers: ArrayBuffer[] = [];
  for (let chunk = await chunks.next(); chunk; chunk = await chunks.next()) {
    bytes.push(...chunk);
    buffers.push(chunk.buffer);
  }
  return { bytes, buffers };
}

it('gives all bytes, of streams that fill memory and of those that do not', async () => {
  const all = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3];
  expect((await readAll(body('bytes'))).bytes).toEqual(all);
  expect((await readAll(body())).bytes).toEqual(all);
});

it('leaves no memory behind where the stream fills it', async () => {
  const detached = (buffers: readonly ArrayBuffer[]) => buffers.map(({ byteLength }) => byteLength === 0);
  expect(detached((await readAll(body('bytes'))).buffers)).toEqual([true]);
  expect(detached((await readAll(body())).buffers)).toEqual([false, false, false]);
});

it.each(['bytes', undefined] as const)('reads a whole body, of a longer one as much as is asked for: %s', async (type) => {
  expect([...(await readUpTo(body(type), 20))]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
  expect([...(await readUpTo(body(type), 6))]).toEqual([1, 1, 1, 1, 2, 2]);
});
