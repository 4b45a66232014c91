import { describe, expect, it } from 'vitest';
import { dequantize, rowBytes, type TensorType } from '../../files/dequantize.ts';
import { halfToFloat } from '../../files/float16.ts';
import type { GgufFile } from '../../files/gguf.ts';
import { ggufRow } from '../../graph/weights.ts';
import { BLOCK_WORDS, packWeights, type WeightLayout } from './packed-weights.ts';

const INPUTS = 64;

/** A tensor of bytes that mean something in any type: scales of every magnitude, all codes. */
function tensorBytes(type: TensorType, rows: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(rows * rowBytes(type, INPUTS, 'test'));
  let state = seed;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 16;
  }
  // Halves whose exponent is below 16 are far from infinity.
  if (type === 'F32') for (let i = 3; i < bytes.length; i += 4) bytes[i] = ((bytes[i] as number) & 0x80) | 0x3d;
  const step = { F32: 0, F16: 2, Q4_0: 18, Q4_1: 20, Q8_0: 34 }[type];
  for (let at = 0; step > 0 && at < bytes.length; at += step) {
    bytes[at + 1] = (bytes[at + 1] as number) & 0xbf;
    if (type === 'Q4_1') bytes[at + 3] = (bytes[at + 3] as number) & 0xbf;
  }
  return bytes;
}

function fileOf(tensors: Readonly<Record<string, { readonly type: TensorType; readonly rows: number }>>) {
  const parts: Uint8Array[] = [];
  const listed = new Map<string, { name: string; type: TensorType; shape: number[]; start: number; bytes: number }>();
  let start = 0;
  for (const [name, { type, rows }] of Object.entries(tensors)) {
    const bytes = tensorBytes(type, rows, start + 7);
    listed.set(name, { name, type, shape: [rows, INPUTS], start, bytes: bytes.length });
    parts.push(bytes);
    start += bytes.length;
  }
  const whole = new Uint8Array(start);
  for (const [i, { start: at }] of [...listed.values()].entries()) whole.set(parts[i] as Uint8Array, at);
  const source = { size: start, slice: (from: number, to: number) => whole.subarray(from, to) };
  return { metadata: {}, tensors: listed, source } as unknown as GgufFile;
}

/** As the shaders decode it. */
function unpack(layout: WeightLayout, bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const half = (at: number) => halfToFloat[view.getUint16(at, true)] as number;
  const values: number[] = [];
  const size = BLOCK_WORDS[layout] * 4;
  for (let at = 0; at < bytes.length; at += size) {
    for (let i = 0; i < 32; i++) {
      if (layout === 'f32') values.push(view.getFloat32(at + 4 * i, true));
      else if (layout === 'f16') values.push(half(at + 2 * i));
      else if (layout === 'q8') values.push(view.getInt8(at + 4 + i) * half(at));
      else {
        const [quarter, high] = [(i % 16) >> 2, i >= 16];
        const word = view.getUint32(at + 4 + 4 * quarter, true);
        const code = (word >>> (8 * (i % 4) + (high ? 4 : 0))) & 15;
        values.push(Math.fround(code * half(at) + half(at + 2)));
      }
    }
  }
  return values;
}

function dequantized(file: GgufFile, name: string, row: number): number[] {
  const { type, shape, start, bytes } = file.tensors.get(name) as NonNullable<ReturnType<GgufFile['tensors']['get']>>;
  const out = new Float32Array(INPUTS);
  dequantize(type, file.source.slice(start, start + bytes), (row * bytes) / (shape[0] as number), INPUTS, out);
  return [...out];
}

describe('packed weights', () => {
  it.each([
    ['Q4_0', 'q4'],
    ['Q4_1', 'q4'],
    ['Q8_0', 'q8'],
    ['F16', 'f16'],
    ['F32', 'f32'],
  ] as const)('of type %s are in layout %s, bit for bit', (type, layout) => {
    const file = fileOf({ a: { type, rows: 6 } });
    const packed = packWeights(file, [{ tensor: 'a' }]);
    expect(packed.layout).toBe(layout);
    const expected = Array.from({ length: 6 }, (_, row) => dequantized(file, 'a', row)).flat();
    expect(unpack(layout, packed.bytes)).toEqual(expected);
  });

  it('joins parts, with the rows of heads in the plain order; types that differ become single precision', () => {
    const file = fileOf({ q: { type: 'Q4_1', rows: 16 }, v: { type: 'Q8_0', rows: 4 } });
    const packed = packWeights(file, [{ tensor: 'q', heads: 2 }, { tensor: 'v' }]);
    expect(packed.layout).toBe('f32');
    const rows = Array.from({ length: 16 }, (_, row) => dequantized(file, 'q', ggufRow(row, 8)));
    const rest = Array.from({ length: 4 }, (_, row) => dequantized(file, 'v', row));
    expect(unpack('f32', packed.bytes)).toEqual([...rows, ...rest].flat());
  });

  it('names a linear whose inputs are no whole number of blocks', () => {
    const file = fileOf({ a: { type: 'F32', rows: 2 } });
    const tensor = file.tensors.get('a') as unknown as { shape: number[] };
    tensor.shape = [2, 40];
    expect(() => packWeights(file, [{ tensor: 'a' }])).toThrow('linear a has 40 inputs, expected a multiple of 32');
  });
});
