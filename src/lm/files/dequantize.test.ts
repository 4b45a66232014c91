import { expect, it } from 'vitest';
import { dequantize, rowBytes } from './dequantize.ts';

const codes = Uint8Array.from({ length: 16 }, (_, j) => j | ((15 - j) << 4));

function read(type: Parameters<typeof dequantize>[0], bytes: readonly number[], count: number): number[] {
  const out = new Float32Array(count + 2).fill(7);
  dequantize(type, Uint8Array.of(9, ...bytes), 1, count, out, 1);
  expect([out[0], out[count + 1]]).toEqual([7, 7]);
  return [...out.subarray(1, count + 1)];
}

it('reads Q4_0: (code - 8) * scale, low nibbles first', () => {
  const values = read('Q4_0', [0x00, 0x40, ...codes], 32);
  expect(values.slice(0, 16)).toEqual(Array.from({ length: 16 }, (_, j) => (j - 8) * 2));
  expect(values.slice(16)).toEqual(Array.from({ length: 16 }, (_, j) => (7 - j) * 2));
});

it('reads Q4_1: code * scale + minimum', () => {
  const values = read('Q4_1', [0x00, 0x38, 0x00, 0xbc, ...codes], 32);
  expect(values.slice(0, 16)).toEqual(Array.from({ length: 16 }, (_, j) => j * 0.5 - 1));
  expect(values.slice(16)).toEqual(Array.from({ length: 16 }, (_, j) => (15 - j) * 0.5 - 1));
});

it('reads Q8_0: signed bytes times scale, block after block', () => {
  const block = (scale: number) => [0x00, scale, ...Array.from({ length: 32 }, (_, j) => (j % 2 ? 256 - j : j))];
  const expected = Array.from({ length: 32 }, (_, j) => (j % 2 ? -j : j));
  expect(read('Q8_0', [...block(0x3c), ...block(0x40)], 64)).toEqual([...expected, ...expected.map((value) => value * 2)]);
});

it('reads F16 and F32 at any alignment', () => {
  expect(read('F16', [0x00, 0x3c, 0x00, 0xc0], 2)).toEqual([1, -2]);
  expect(read('F32', [...new Uint8Array(Float32Array.of(0.1, -3e8).buffer)], 2)).toEqual([Math.fround(0.1), -3e8]);
});

it('refuses a quantised row that is no whole number of blocks, by name', () => {
  expect(rowBytes('Q4_1', 576, 'x')).toBe(360);
  expect(() => rowBytes('Q4_1', 48, 'blk.0.attn_q.weight')).toThrow(
    'tensor blk.0.attn_q.weight of type Q4_1 has rows of 48 values, expected a multiple of 32',
  );
});
