/** Products of floats against sums in double precision, in every binary that this Node runs, with one thread and with three. What else training does to rows is held against the plain model in differentiator.test.ts. */
import { afterEach, describe, expect, it } from 'vitest';
import { startNodeThread } from '../../../scripts/load-node-kernels.ts';
import { nodeKernels } from '../../../scripts/node-kernels.ts';
import { createRng } from '../../math/rng.ts';
import { type Matrix, scratchBytes, TrainKernels } from './train-kernels.ts';

const open: TrainKernels[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.dispose();
});

interface Plain {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
}

const turn = ({ values, height, width }: Plain): Plain => ({
  values: Float32Array.from(values, (_, i) => values[(i % height) * width + Math.floor(i / height)] as number),
  height: width,
  width: height,
});

function times(x: Plain, w: Plain): Float64Array {
  const y = new Float64Array(x.height * w.width);
  for (let r = 0; r < x.height; r++) {
    for (let o = 0; o < w.width; o++) {
      for (let i = 0; i < x.width; i++)
        y[r * w.width + o] = (y[r * w.width + o] as number) + (x.values[r * x.width + i] as number) * (w.values[i * w.width + o] as number);
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
    [577, 192, 12, 3],
  ])(
    'of %i rows, %i inputs and %i outputs, %i threads, is exact to single precision, whichever way its matrices lie',
    async (rows, inputs, outputs, threads) => {
      const random = createRng(rows + inputs + outputs);
      const plain = (height: number, width: number): Plain => ({
        values: Float32Array.from({ length: height * width }, () => random() - 0.5),
        height,
        width,
      });
      const kernels = await TrainKernels.open({ module, threads, startThread: startNodeThread });
      open.push(kernels);
      expect(kernels.threads).toBe(threads);
      kernels.workIn(kernels.memory.allocate(scratchBytes(threads, 1)), 1);
      const placed = ({ values, height, width }: Plain): Matrix => {
        const matrix = kernels.allocate(height, width);
        kernels.values(matrix).set(values);
        return matrix;
      };
      const [x, w, before] = [plain(rows, inputs), plain(inputs, outputs), plain(rows, outputs)];
      const expected = times(x, w);
      for (const turned of [false, true]) {
        for (const transposed of [false, true]) {
          for (const adds of [false, true]) {
            const y = placed(before);
            kernels.product(placed(turned ? turn(x) : x), placed(transposed ? turn(w) : w), y, { turned, transposed, adds });
            const worst = kernels.values(y).reduce((most, value, i) => {
              const own = (expected[i] as number) + (adds ? (before.values[i] as number) : 0);
              return Math.max(most, Math.abs(value - own));
            }, 0);
            expect(worst, JSON.stringify({ turned, transposed, adds })).toBeLessThan(1e-6 * Math.sqrt(inputs) + 1e-7);
          }
        }
      }
    },
  );
});

it('refuses matrices that do not meet', async () => {
  const [module] = (await nodeKernels()).values();
  const kernels = await TrainKernels.open({ module: module as WebAssembly.Module, threads: 1 });
  open.push(kernels);
  const [x, w, y] = [kernels.allocate(3, 4), kernels.allocate(5, 6), kernels.allocate(3, 6)];
  expect(() => kernels.product(x, w, y)).toThrow('a product of [3, 4] and [5, 6] into [3, 6]');
});
