import { expect, it } from 'vitest';
import { createRng } from '../../math/rng.ts';
import { quantizeRow } from './blocks.ts';

/** Values as MatMulNBits reads them: (code - zero) * scale, low nibble first. */
function roundTrip(values: Float32Array, bits: 4 | 8): Float32Array {
  const blocks = values.length / 32;
  const codes = new Uint8Array((values.length * bits) / 8);
  const scales = new Float32Array(blocks);
  const zeros = new Uint8Array(Math.ceil(blocks / 2));
  quantizeRow(values, bits, { codes, scales, zeros: bits === 4 ? zeros : undefined });
  const nibble = (bytes: Uint8Array, i: number) => ((bytes[i >> 1] as number) >> (i % 2 ? 4 : 0)) & 15;
  return values.map((_, i) => {
    const block = i >> 5;
    const code = bits === 8 ? (codes[i] as number) - 128 : nibble(codes, i) - nibble(zeros, block);
    return code * (scales[block] as number);
  });
}

const next = createRng(3);
const random = (make: () => number) => Float32Array.from({ length: 32 * 5 }, make);

it('keeps values of Q8_0 and Q4_0 exactly in 8 bits', () => {
  const q8 = random(() => Math.round(next() * 254 - 127) * 0.5);
  for (let block = 0; block < 5; block++) q8[block * 32] = 63.5;
  expect(roundTrip(q8, 8)).toEqual(q8);
});

it('is within half a step in 8 bits', () => {
  const values = random(() => next() * 4 - 1);
  const back = roundTrip(values, 8);
  for (let i = 0; i < values.length; i++) {
    const largest = Math.max(...values.subarray((i >> 5) * 32, (i >> 5) * 32 + 32).map(Math.abs));
    expect(Math.abs((back[i] as number) - (values[i] as number))).toBeLessThanOrEqual((largest / 127 / 2) * 1.0001);
  }
});

it('keeps values of Q4_0 that use the whole range exactly in 4 bits', () => {
  const q4 = random(() => (Math.floor(next() * 16) - 8) * 0.25);
  for (let block = 0; block < 5; block++) q4.set([-2, 1.75], block * 32);
  expect(roundTrip(q4, 4)).toEqual(q4);
});

it('beats rounding the minimum to the grid in 4 bits', () => {
  const values = random(() => next() * 1.3 - 0.35);
  const back = roundTrip(values, 4);
  const error = (other: Float32Array) => values.reduce((sum, value, i) => sum + (value - (other[i] as number)) ** 2, 0);
  const naive = values.map((value, i) => {
    const block = values.subarray((i >> 5) * 32, (i >> 5) * 32 + 32);
    const [low, high] = [Math.min(...block), Math.max(...block)];
    const scale = (high - low) / 15;
    const zero = Math.round(-low / scale);
    return (Math.min(15, Math.max(0, Math.round(value / scale) + zero)) - zero) * scale;
  });
  expect(error(back)).toBeLessThan(error(naive));
});

it('keeps zeros', () => {
  const zeros = new Float32Array(64);
  expect(roundTrip(zeros, 4)).toEqual(zeros);
  expect(roundTrip(zeros, 8)).toEqual(zeros);
});
