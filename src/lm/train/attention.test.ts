/** Attention over packed rows, forward and backward, against sums in double precision; groups longer than the kernels copy together, and shorter than a tile. */
import { afterEach, describe, expect, it } from 'vitest';
import { startNodeThread } from '../../../scripts/load-node-kernels.ts';
import { nodeKernels } from '../../../scripts/node-kernels.ts';
import { createRng } from '../../math/rng.ts';
import { type Matrix, scratchBytes, TrainKernels } from './train-kernels.ts';

const SHAPE = { heads: 4, keyValueHeads: 2, headSize: 12 };
const { heads, keyValueHeads: keys, headSize: size } = SHAPE;
const WIDTH = (heads + 2 * keys) * size;
/** Of each group: rows of the prompt, and of the answers that share it. */
const GROUPS = [
  { prompt: 300, answers: [120, 130] },
  { prompt: 2, answers: [1] },
  { prompt: 5, answers: [3, 6, 1] },
];

const open: TrainKernels[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.dispose();
});

/** Of every row the rows that it sees, and the packing that says so. */
function packed() {
  const [seen, spans, sees]: [number[], number[], number[][]] = [[], [], []];
  let start = 0;
  for (const { prompt, answers } of GROUPS) {
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => start + from + i);
    for (let i = 0; i < prompt; i++) {
      seen.push(i + 1, i + 1);
      sees.push(range(0, i + 1));
    }
    let own = prompt;
    for (const count of answers) {
      for (let i = own; i < own + count; i++) {
        seen.push(prompt, own);
        sees.push([...range(0, prompt), ...range(own, i + 1)]);
      }
      own += count;
    }
    spans.push(start, own);
    start += own;
  }
  return { rows: start, seen, spans, sees };
}

/** What attention gives of rows x, and the derivative for x of the sum of dy times it. */
function plain(x: Float32Array, dy: Float32Array, sees: readonly (readonly number[])[]) {
  const [y, dx] = [new Float64Array(dy.length), new Float64Array(x.length)];
  const factor = size ** -0.5;
  sees.forEach((seen, row) => {
    for (let head = 0; head < heads; head++) {
      const key = heads + Math.floor(head / (heads / keys));
      const at = (of: number, part: number, i: number) => of * WIDTH + part * size + i;
      const value = (of: number, part: number, i: number) => x[at(of, part, i)] as number;
      const over = (term: (i: number) => number) => Array.from({ length: size }, (_, i) => term(i)).reduce((a, b) => a + b);
      const slope = (i: number) => dy[(row * heads + head) * size + i] as number;
      const powers = seen.map((other) => Math.exp(factor * over((i) => value(row, head, i) * value(other, key, i))));
      const sum = powers.reduce((a, b) => a + b);
      const shares = powers.map((power) => power / sum);
      const dShares = seen.map((other) => over((i) => slope(i) * value(other, key + keys, i)));
      const mean = shares.reduce((all, share, s) => all + share * (dShares[s] as number), 0);
      seen.forEach((other, s) => {
        const share = shares[s] as number;
        const dScore = factor * share * ((dShares[s] as number) - mean);
        const add = (to: Float64Array, place: number, more: number) => {
          to[place] = (to[place] as number) + more;
        };
        for (let i = 0; i < size; i++) {
          add(y, (row * heads + head) * size + i, share * value(other, key + keys, i));
          add(dx, at(other, key + keys, i), share * slope(i));
          add(dx, at(row, head, i), dScore * value(other, key, i));
          add(dx, at(other, key, i), dScore * value(row, head, i));
        }
      });
    }
  });
  return { y, dx };
}

describe.each([...(await nodeKernels())])('%s: attention', (_, module) => {
  it.each([1, 3])('is exact to single precision, forward and backward, with %i threads', async (threads) => {
    const { rows, seen, spans, sees } = packed();
    const kernels = await TrainKernels.open({ module, threads, startThread: startNodeThread });
    open.push(kernels);
    const longest = Math.max(...spans.filter((_, i) => i % 2 === 1));
    kernels.workIn(kernels.memory.allocate(scratchBytes(threads, longest)), longest);
    const integers = (values: readonly number[]) => {
      const at = kernels.memory.allocate(4 * values.length);
      kernels.write(at, values);
      return at;
    };
    const packing = { groups: { at: integers(spans), count: GROUPS.length }, seen: integers(seen) };
    const random = createRng(threads);
    const made = (width: number): Matrix => {
      const matrix = kernels.allocate(rows, width);
      kernels.values(matrix).forEach((_, i, all) => {
        all[i] = 3 * (random() - 0.5);
      });
      return matrix;
    };
    const [x, y, dy, dx] = [made(WIDTH), made(heads * size), made(heads * size), made(WIDTH)];
    const expected = plain(kernels.values(x).slice(), kernels.values(dy).slice(), sees);
    kernels.attention(x, SHAPE, packing, y);
    kernels.attentionBackward(x, SHAPE, packing, dy, dx);
    const worst = (found: Matrix, told: Float64Array) =>
      kernels.values(found).reduce((most, value, i) => Math.max(most, Math.abs(value - (told[i] as number))), 0);
    expect(worst(y, expected.y)).toBeLessThan(2e-6);
    // Of hundreds of queries' derivatives, of which a few have all the weight.
    expect(worst(dx, expected.dx)).toBeLessThan(5e-5);
  });
});
