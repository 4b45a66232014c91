/** Integer kernels against their plain twin, bit for bit, in both binaries. */
import { describe, expect, it } from 'vitest';
import { nodeKernels } from '../../../../scripts/node-kernels.ts';
import { createRng } from '../../../math/rng.ts';
import { dequantize } from '../../files/dequantize.ts';
import { ggufRow } from '../../graph/weights.ts';
import { KernelLab } from './testing/kernel-lab.ts';
import { plainProduct, plainQuantize, readBlocks } from './testing/plain-blocks.ts';
import { randomRow } from './testing/write-blocks.ts';

const modules = await nodeKernels();
const TYPES = { Q4_0: 2, Q4_1: 3, Q8_0: 8 } as const;

function randomTokens(count: number, inputs: number, next: () => number): Float32Array[] {
  return Array.from({ length: count }, (_, token) =>
    // one block of zeros, and outliers as a down projection's inputs have them
    Float32Array.from({ length: inputs }, (_, i) => (i >> 5 === 1 ? 0 : (next() - 0.5) * (i % 37 === token ? 70 : 2))),
  );
}

it('compiles with SIMD alone', () => {
  expect(modules.has('simd')).toBe(true);
});

describe.each([...modules])('%s: a linear', (_, module) => {
  it.each([
    ['Q4_1', 32, 1, 1],
    ['Q4_1', 576, 7, 1],
    ['Q4_1', 96, 37, 1],
    ['Q8_0', 64, 33, 1],
    ['Q4_0', 64, 9, 2],
    ['Q8_0', 160, 17, 2],
    ['Q8_0', 96, 6, 3],
    ['Q4_1', 1536, 12, 5],
    ['Q8_0', 576, 13, 11],
    ['Q4_0', 160, 8, 8],
    ['Q4_1', 64, 18, 13],
    ['Q8_0', 32, 9, 27],
  ] as const)('of %s, %i inputs and %i outputs, %i tokens, is the twin to the last bit', (type, inputs, outputs, tokens) => {
    const next = createRng(inputs + outputs + tokens);
    const rows = Array.from({ length: outputs }, () => randomRow(type, inputs, next));
    const x = randomTokens(tokens, inputs, next);
    const lab = KernelLab.of(module);
    const y = lab.multiply(lab.linear(TYPES[type], rows, inputs), x);
    const blocks = rows.map((row) => readBlocks(type, row));
    const expected = x.map((token) => Float32Array.from(blocks, (row) => plainProduct(row, plainQuantize(token))));
    expect(y).toEqual(expected);
  });

  it('is the product of exact weights to within what 14 bits round', () => {
    const [inputs, outputs] = [576, 4];
    const next = createRng(5);
    const rows = Array.from({ length: outputs }, () => randomRow('Q4_1', inputs, next));
    const x = randomTokens(2, inputs, next);
    const lab = KernelLab.of(module);
    const y = lab.multiply(lab.linear(TYPES.Q4_1, rows, inputs), x);
    for (const [t, token] of x.entries()) {
      for (const [o, row] of rows.entries()) {
        const weights = new Float32Array(inputs);
        dequantize('Q4_1', row, 0, inputs, weights);
        const exact = weights.reduce((sum, weight, i) => sum + weight * (token[i] as number), 0);
        // half a step of every block's integers, and what single precision rounds
        const steps = Array.from({ length: inputs / 32 }, (_, block) => {
          const own = weights.subarray(block * 32, block * 32 + 32).reduce((sum, weight) => sum + Math.abs(weight), 0);
          return own * Math.max(...Array.from(token.subarray(block * 32, block * 32 + 32), Math.abs));
        });
        const bound = steps.reduce((sum, step) => sum + step / 8127 / 2 + step * 1e-5, 0);
        expect(Math.abs((y[t]?.[o] as number) - exact)).toBeLessThan(bound);
      }
    }
  });

  it('computes any range of its panels', () => {
    const next = createRng(9);
    const rows = Array.from({ length: 43 }, () => randomRow('Q8_0', 64, next));
    const lab = KernelLab.of(module);
    const linear = lab.linear(TYPES.Q8_0, rows, 64);
    for (const count of [1, 3]) {
      const x = randomTokens(count, 64, next);
      const all = lab.multiply(linear, x);
      const some = lab.multiply(linear, x, 1, 4);
      for (const [t, token] of some.entries()) {
        expect([...token]).toEqual(Array.from(all[t] as Float32Array, (value, o) => (o >= 8 && o < 32 ? value : 0)));
      }
    }
  });

  it('gives back the weights that it was packed from', () => {
    const next = createRng(3);
    for (const [type, id] of Object.entries(TYPES) as [keyof typeof TYPES, number][]) {
      const rows = Array.from({ length: 6 }, () => randomRow(type, 96, next));
      const lab = KernelLab.of(module);
      const linear = lab.linear(id, rows, 96);
      const at = lab.room(96 * 4);
      for (const [i, row] of rows.entries()) {
        const expected = new Float32Array(96);
        dequantize(type, row, 0, 96, expected);
        lab.kernels.readRow(linear, i, at);
        expect(lab.readFloats(at, 96)).toEqual(expected);
      }
    }
  });

  it.each([
    ['Q4_0', 24, 8],
    ['Q4_1', 24, 6],
    ['Q8_0', 16, 4],
    ['Q4_1', 7, 0],
    ['Q8_0', 9, 0],
  ] as const)('of %s packs %i rows at once, those of heads of %i in their plain order', (type, outputs, headSize) => {
    const next = createRng(outputs + headSize);
    const inFile = Array.from({ length: outputs }, () => randomRow(type, 96, next));
    const rows = inFile.map((row, i) => (headSize > 0 ? (inFile[ggufRow(i, headSize)] as Uint8Array) : row));
    const lab = KernelLab.of(module);
    const one = lab.linear(TYPES[type], rows, 96);
    const [format = 0, , , expected = 0] = new Uint32Array(lab.memory.buffer, one, 4);
    const bytes = lab.kernels.linearBytes(format, 96, outputs);
    const panels = lab.room(bytes);
    // of what lay there before nothing may be left
    new Uint8Array(lab.memory.buffer, panels, bytes).fill(255);
    const rowBytes = inFile[0]?.length as number;
    const file = new Uint8Array(outputs * rowBytes);
    inFile.forEach((row, i) => {
      file.set(row, i * rowBytes);
    });
    // at an odd address, as rows may stand in a file
    const source = lab.bytes(Uint8Array.of(0, ...file)) + 1;
    const pack = () => lab.kernels.packRows(TYPES[type], source, rowBytes, outputs, headSize, 96, panels);
    expect(pack()).toBe(0);
    expect(new Uint8Array(lab.memory.buffer, panels, bytes)).toEqual(new Uint8Array(lab.memory.buffer, expected, bytes));
    // the upper byte of the last block's scale: NaN, then -Infinity
    for (const high of [0x7d, 0xfc]) {
      new Uint8Array(lab.memory.buffer)[source + file.length - rowBytes / 3 + 1] = high;
      expect(pack()).toBe(1);
    }
  });

  it('rounds single and half precision to 8 bits a block, also where the last block is not full', () => {
    const next = createRng(4);
    const inputs = 50;
    const values = Array.from({ length: 5 }, () => Float32Array.from({ length: inputs }, () => next() - 0.5));
    const lab = KernelLab.of(module);
    const linear = lab.linear(
      0,
      values.map((row) => new Uint8Array(row.buffer)),
      inputs,
    );
    const at = lab.room(inputs * 4);
    const x = randomTokens(5, inputs, next);
    const y = lab.multiply(linear, x);
    for (const [o, row] of values.entries()) {
      lab.kernels.readRow(linear, o, at);
      const kept = lab.readFloats(at, inputs);
      for (const [i, value] of kept.entries()) expect(Math.abs(value - (row[i] as number))).toBeLessThan(0.5 / 127 / 2 + 1e-4);
      for (const [t, token] of x.entries()) {
        const exact = kept.reduce((sum, weight, i) => sum + weight * (token[i] as number), 0);
        expect(Math.abs((y[t]?.[o] as number) - exact)).toBeLessThan(2e-2);
      }
    }
  });
});
