/** Twins of the integer kernels: one number at a time, rounded to single precision where the kernels round. */
import { halfToFloat } from '../../../files/float16.ts';

const BLOCK = 32;
const LARGEST = 8127;
const { fround } = Math;

/** 32 weights: value = code * scale + minimum. */
export interface WeightBlock {
  readonly codes: readonly number[];
  readonly scale: number;
  readonly minimum: number;
}

export interface ActivationBlock {
  readonly codes: readonly number[];
  readonly scale: number;
}

/** Nearest integer, ties to even. */
function nearest(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Blocks of a row of a GGUF tensor; F32 rows are rounded to 8 bits. */
export function readBlocks(type: 'Q4_0' | 'Q4_1' | 'Q8_0', row: Uint8Array): WeightBlock[] {
  const bytes = { Q4_0: 18, Q4_1: 20, Q8_0: 34 }[type];
  return Array.from({ length: row.length / bytes }, (_, block) => {
    const at = (i: number) => row[block * bytes + i] as number;
    const half = (i: number) => halfToFloat[at(i) | (at(i + 1) << 8)] as number;
    const scale = half(0);
    if (type === 'Q8_0') return { codes: Array.from({ length: BLOCK }, (_, i) => (at(2 + i) << 24) >> 24), scale, minimum: 0 };
    const start = type === 'Q4_1' ? 4 : 2;
    const codes = Array.from({ length: BLOCK }, (_, i) => (i < 16 ? at(start + i) & 15 : at(start + i - 16) >> 4));
    return { codes, scale, minimum: type === 'Q4_1' ? half(2) : -8 * scale };
  });
}

/** A token's values as integers of 14 bits, in blocks of 32. */
export function plainQuantize(x: ArrayLike<number>): ActivationBlock[] {
  return Array.from({ length: Math.ceil(x.length / BLOCK) }, (_, block) => {
    const values = Array.from({ length: BLOCK }, (_, i) => x[block * BLOCK + i] ?? 0);
    const largest = Math.max(...values.map(Math.abs));
    const inverse = largest < fround(1e-30) ? 0 : fround(LARGEST / largest);
    return { codes: values.map((value) => nearest(fround(value * inverse))), scale: fround(largest / LARGEST) };
  });
}

/** One output of a linear, as the kernels add it up. */
export function plainProduct(weights: readonly WeightBlock[], x: readonly ActivationBlock[]): number {
  let y = 0;
  weights.forEach(({ codes, scale, minimum }, block) => {
    const { codes: own, scale: factor } = x[block] as ActivationBlock;
    const integer = codes.reduce((sum, code, i) => sum + code * (own[i] as number), 0);
    y = fround(y + fround(fround(fround(integer) * factor) * scale));
    const sum = own.reduce((all, code) => all + code, 0);
    if (minimum !== 0) y = fround(y + fround(minimum * fround(factor * fround(sum))));
  });
  return y;
}
