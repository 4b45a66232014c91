/** Float kernels against plain TypeScript in double precision. */
import { describe, expect, it } from 'vitest';
import { nodeKernels } from '../../../../scripts/node-kernels.ts';
import { createRng } from '../../../math/rng.ts';
import { KernelLab } from './testing/kernel-lab.ts';

const modules = await nodeKernels();
const PAGE = 16;

function randoms(length: number, seed: number, scale = 1): Float32Array {
  const next = createRng(seed);
  return Float32Array.from({ length }, () => (2 * next() - 1) * scale);
}

describe.each([...modules])('%s', (_, module) => {
  it.each([1, 6, 576])('norms %i values', (width) => {
    const lab = KernelLab.of(module);
    const [x, weights] = [randoms(width, 1, 30), randoms(width, 2)];
    const out = lab.room(width * 4);
    lab.kernels.norm(lab.placeFloats(x), lab.placeFloats(weights), width, 1e-5, out);
    const factor = 1 / Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / width + 1e-5);
    for (const [i, value] of lab.readFloats(out, width).entries()) {
      const expected = (x[i] as number) * factor * (weights[i] as number);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected));
    }
  });

  it('reads every word of a range once and nothing outside of it', () => {
    const lab = KernelLab.of(module);
    const words = Int32Array.from({ length: 80 }, (_, i) => Math.imul(i + 1, 2_654_435_761));
    const at = lab.room(words.byteLength);
    new Int32Array(lab.memory.buffer, at, words.length).set(words);
    const sum = words.subarray(16, 64).reduce((total, word) => (total + word) | 0, 0);
    expect(lab.kernels.readAll(at + 64, 192)).toBe(sum);
  });

  it('gates as SiLU does, far out too', () => {
    const lab = KernelLab.of(module);
    const gates = Float32Array.of(-200, -90, -30, -5, -1, -1e-3, 0, 1e-3, 0.7, 3, 20, 100, 1e4);
    const ups = randoms(gates.length, 3);
    const at = lab.placeFloats(gates);
    lab.kernels.pass(at, lab.placeFloats(ups), 0, gates.length);
    for (const [i, value] of lab.readFloats(at, gates.length).entries()) {
      const gate = gates[i] as number;
      const expected = (gate / (1 + Math.exp(-gate))) * (ups[i] as number);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(5e-7 * Math.abs(expected) + 1e-30);
    }
  });

  it('turns a head by its position', () => {
    const lab = KernelLab.of(module);
    const [context, size] = [40, 10];
    const tables = [lab.room(context * size * 2), lab.room(context * size * 2)] as const;
    lab.kernels.ropeTables(context, size, 10_000, 2, ...tables);
    const x = randoms(size, 7);
    const at = lab.placeFloats(x);
    const position = 37;
    lab.kernels.rotate(at, size, tables[0] + position * size * 2, tables[1] + position * size * 2);
    const turned = lab.readFloats(at, size);
    for (let i = 0; i < size / 2; i++) {
      const angle = (position / 2) * 10_000 ** (-2 * (i / size));
      const [a, b] = [x[i] as number, x[i + size / 2] as number];
      expect(turned[i]).toBeCloseTo(a * Math.cos(angle) - b * Math.sin(angle), 6);
      expect(turned[i + size / 2]).toBeCloseTo(b * Math.cos(angle) + a * Math.sin(angle), 6);
    }
  });

  it.each([
    [64, 1, 3],
    [64, 16, 1],
    [64, 53, 3],
    [22, 17, 2],
    [6, 35, 4],
    [32, 18, 7],
  ])('attends: heads of %i over %i positions, %i of them together', (size, count, heads) => {
    const lab = KernelLab.of(module);
    const pages = Array.from({ length: Math.ceil(count / PAGE) }, () => lab.room(2 * PAGE * size * 4));
    const offset = PAGE * size * 4;
    const [keys, values] = [0, 1].map((which) => Array.from({ length: count }, (_, p) => randoms(size, 100 * p + which)));
    for (let p = 0; p < count; p++) {
      const page = pages[Math.floor(p / PAGE)] as number;
      lab.kernels.keepKey(lab.placeFloats(keys?.[p] as Float32Array), size, page, p);
      lab.kernels.keepValue(lab.placeFloats(values?.[p] as Float32Array), size, page + offset, p);
    }
    const queries = randoms(heads * size, 5);
    const out = lab.room(heads * size * 4);
    const scores = lab.room(3 * pages.length * PAGE * 4);
    lab.kernels.attend(lab.placeFloats(queries), heads, count - 1, lab.placeWords(pages), 0, offset, size, scores, out);
    for (let head = 0; head < heads; head++) {
      const query = queries.subarray(head * size, (head + 1) * size);
      const masses = (keys ?? []).map((key) => Math.exp(key.reduce((sum, value, i) => sum + value * (query[i] as number), 0)));
      const total = masses.reduce((sum, mass) => sum + mass, 0);
      for (const [i, value] of lab.readFloats(out + head * size * 4, size).entries()) {
        const expected = masses.reduce((sum, mass, p) => sum + (mass / total) * (values?.[p]?.[i] as number), 0);
        expect(value).toBeCloseTo(expected, 5);
      }
    }
  });
});
