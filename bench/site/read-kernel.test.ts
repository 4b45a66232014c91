import { expect, it } from 'vitest';
import { readKernel } from './read-kernel.ts';

const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });

async function read(start: number, end: number): Promise<number> {
  const { instance } = await WebAssembly.instantiate(readKernel(), { bench: { memory } });
  return (instance.exports.read as (start: number, end: number) => number)(start, end);
}

it('is a valid module', () => {
  expect(WebAssembly.validate(readKernel())).toBe(true);
});

it('reads every 16 bytes of the range and nothing outside it', async () => {
  const words = new Int32Array(memory.buffer);
  words.fill(0);
  let expected = 0;
  // The first lane of every 16 bytes from 64 to 1088.
  for (let at = 64; at < 1088; at += 16) {
    words[at / 4] = at * 2654435761;
    expected ^= words[at / 4] as number;
  }
  words[0] = 12345;
  words[1088 / 4] = 67890;
  expect(await read(64, 1088)).toBe(expected);
});
