/** Products of floats against sums in double precision, in every binary that this Node runs, with one thread and with three. */
import { afterEach, describe, expect, it } from 'vitest';
import { startNodeThread } from '../../../scripts/load-node-kernels.ts';
import { nodeKernels } from '../../../scripts/node-kernels.ts';
import { createRng } from '../../math/rng.ts';
import { Products } from './products.ts';

const open: Products[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.dispose();
});

function plain(x: Float32Array, w: Float32Array, inputs: number, outputs: number, transposed: boolean): Float64Array {
  const rows = x.length / inputs;
  const y = new Float64Array(rows * outputs);
  for (let r = 0; r < rows; r++) {
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < inputs; i++)
        y[r * outputs + o] =
          (y[r * outputs + o] as number) + (x[r * inputs + i] as number) * (w[transposed ? o * inputs + i : i * outputs + o] as number);
    }
  }
  return y;
}

describe.each([...(await nodeKernels())])('%s: a product', (_, module) => {
  // Rows, inputs and outputs that fill tiles, panels and pieces of panels, and that do not.
  it.each([
    [4, 8, 8, 1],
    [1, 1, 1, 1],
    [5, 30, 97, 1],
    [7, 513, 24, 1],
    [3, 1100, 13, 1],
    [64, 576, 100, 3],
    [9, 1537, 960, 3],
  ])(
    'of %i rows, %i inputs and %i outputs, %i threads, is exact to single precision, both ways round',
    async (rows, inputs, outputs, threads) => {
      const random = createRng(rows + inputs + outputs);
      const values = (count: number) => Float32Array.from({ length: count }, () => random() - 0.5);
      const products = await Products.open({ module, threads, startThread: startNodeThread });
      open.push(products);
      expect(products.threads).toBe(threads);
      const x = values(rows * inputs);
      const w = values(inputs * outputs);
      for (const transposed of [false, true]) {
        const [height, width] = transposed ? [outputs, inputs] : [inputs, outputs];
        const matrix = products.place(height, width, (bytes) => new Float32Array(bytes.buffer, bytes.byteOffset, w.length).set(w));
        const y = products.multiply(x, matrix, transposed);
        const expected = plain(x, w, inputs, outputs, transposed);
        expect(y.length).toBe(expected.length);
        y.forEach((value, i) => {
          expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-6 * Math.sqrt(inputs) + 1e-7);
        });
        expect(products.row(matrix, height - 1)).toEqual(w.subarray((height - 1) * width));
      }
    },
  );
});
