/** Rows of quantised tensors as GGUF files have them, from random values, for tests. */
import { floatToHalf } from '../../../files/float16.ts';

const BLOCK = 32;

/** A row of random blocks: `inputs` is a multiple of 32. Codes take all their values, scales and minima many. */
export function randomRow(type: 'Q4_0' | 'Q4_1' | 'Q8_0', inputs: number, next: () => number): Uint8Array {
  const blocks = inputs / BLOCK;
  const size = { Q4_0: 18, Q4_1: 20, Q8_0: 34 }[type];
  const row = Uint8Array.from({ length: blocks * size }, () => Math.floor(next() * 256));
  for (let block = 0; block < blocks; block++) {
    const put = (at: number, value: number) => {
      const half = floatToHalf(value);
      row[block * size + at] = half & 255;
      row[block * size + at + 1] = half >> 8;
    };
    put(0, (next() - 0.3) * 0.1);
    if (type === 'Q4_1') put(2, (next() - 0.7) * 0.5);
  }
  return row;
}
