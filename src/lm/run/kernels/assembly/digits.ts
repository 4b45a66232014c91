/**
 * Activations as integers. A token's values are cut into blocks of 32; a block is a scale and 32 integers of 14 bits. How the integers lie in
 * memory depends on the binary, and with relaxed SIMD on the weights' format; their values do not.
 *
 * SIMD128: int16. Relaxed SIMD, whose dot product takes a signed byte and an unsigned one below 128, two digits: a = 128 high + low. For 4-bit
 * weights, which are the small unsigned operand, signed digits from -64 to 63; for 8-bit weights, the signed operand, the digits + 64.
 */
import { BLOCK_INPUTS, FORMAT_Q8 } from '../layout';

/** The largest integer: its digits with 64 added stay below 128. */
const LARGEST: f32 = 8127;
/** Blocks without a larger value are zeros: the inverse of their scale would be none. */
const SMALLEST: f32 = 1e-30;
/** All bits of a float but its sign. Loaded, as block.ts says. */
const SIZE = memory.data<u32>([0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff], 16);
/** 1.5 * 2^23, whose neighbours are 1 apart. */
const ROUNDER = memory.data<f32>([12582912, 12582912, 12582912, 12582912], 16);
/** Bytes of a block's integers; scale, and scale times sum, stand after all blocks' integers. */
export const DIGIT_BYTES: usize = 64;
export const FACTOR_BYTES: usize = 8;

@inline
export function blocksOf(inputs: usize): usize {
  return (inputs + BLOCK_INPUTS - 1) / BLOCK_INPUTS;
}

/** Bytes of a token's integers and factors. */
@inline
export function tokenBytes(inputs: usize): usize {
  return (blocksOf(inputs) * (DIGIT_BYTES + FACTOR_BYTES) + 15) & ~15;
}

/** Sizes of floats, as integers: they are in the same order, NaN above all. A maximum of floats takes engines seven instructions, of integers one. */
@inline
function sizes(x: v128): v128 {
  return v128.and(x, v128.load(SIZE));
}

@inline
function largestOf(x: v128): f32 {
  const halves = i32x4.max_s(x, i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return reinterpret<f32>(max(i32x4.extract_lane(halves, 0), i32x4.extract_lane(halves, 1)));
}

/** Nearest integers, ties to even, of numbers below 2^22: added to `ROUNDER` they are its last bits. */
@inline
function rounded(x: v128, inverse: v128): v128 {
  return i32x4.sub(f32x4.add(f32x4.mul(x, inverse), v128.load(ROUNDER)), v128.load(ROUNDER));
}

/** The low or high digits of 16 integers as bytes. */
@inline
function narrow(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

@inline
function highOf(a: v128): v128 {
  return i32x4.shr_s(i32x4.add(a, i32x4.splat(64)), 7);
}

@inline
function lowOf(a: v128, high: v128): v128 {
  return i32x4.sub(a, i32x4.shl(high, 7));
}

/** Writes 16 integers, the `half`th of a block. */
@inline
function write(to: usize, half: usize, a: v128, b: v128, c: v128, d: v128, format: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    const ha = highOf(a);
    const hb = highOf(b);
    const hc = highOf(c);
    const hd = highOf(d);
    const shift = i8x16.splat(format == FORMAT_Q8 ? 64 : 0);
    v128.store(to + half * 16, i8x16.add(narrow(ha, hb, hc, hd), shift));
    v128.store(to + half * 16, i8x16.add(narrow(lowOf(a, ha), lowOf(b, hb), lowOf(c, hc), lowOf(d, hd)), shift), 32);
  } else {
    v128.store(to + half * 32, i16x8.narrow_i32x4_s(a, b));
    v128.store(to + half * 32, i16x8.narrow_i32x4_s(c, d), 16);
  }
}

/** A block's 32 values from `x`; all of it lies in memory. */
function block(x: usize, to: usize, factors: usize, format: usize): void {
  const a = v128.load(x);
  const b = v128.load(x, 16);
  const c = v128.load(x, 32);
  const d = v128.load(x, 48);
  const e = v128.load(x, 64);
  const f = v128.load(x, 80);
  const g = v128.load(x, 96);
  const h = v128.load(x, 112);
  const ab = i32x4.max_s(sizes(a), sizes(b));
  const cd = i32x4.max_s(sizes(c), sizes(d));
  const ef = i32x4.max_s(sizes(e), sizes(f));
  const gh = i32x4.max_s(sizes(g), sizes(h));
  const largest = largestOf(i32x4.max_s(i32x4.max_s(ab, cd), i32x4.max_s(ef, gh)));
  const scale = largest / LARGEST;
  const inverse = f32x4.splat(largest < SMALLEST ? 0 : LARGEST / largest);
  const ia = rounded(a, inverse);
  const ib = rounded(b, inverse);
  const ic = rounded(c, inverse);
  const id = rounded(d, inverse);
  write(to, 0, ia, ib, ic, id, format);
  let sum = i32x4.add(i32x4.add(ia, ib), i32x4.add(ic, id));
  const ie = rounded(e, inverse);
  const ig = rounded(f, inverse);
  const ih = rounded(g, inverse);
  const ij = rounded(h, inverse);
  write(to, 1, ie, ig, ih, ij, format);
  sum = i32x4.add(sum, i32x4.add(i32x4.add(ie, ig), i32x4.add(ih, ij)));
  const total = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
  store<f32>(factors, scale);
  store<f32>(factors, scale * <f32>total, 4);
}

/** Bytes of a token's integers in both layouts, and of a block that its last values are copied to. */
@inline
export function bothBytes(inputs: usize): usize {
  return tokenBytes(inputs) * 2 + BLOCK_INPUTS * 4;
}

/** Where the integers for weights of a format lie. SIMD128 has one layout for all. */
@inline
export function layoutOf(token: usize, inputs: usize, format: usize): usize {
  return ASC_FEATURE_RELAXED_SIMD && format == FORMAT_Q8 ? token + tokenBytes(inputs) : token;
}

/** Quantises blocks `from` to `end` of a token of `inputs` values for weights of a format. Values beyond the last are taken as 0. */
export function quantize(x: usize, inputs: usize, token: usize, format: usize, from: usize, end: usize): void {
  const to = layoutOf(token, inputs, format);
  const factors = to + blocksOf(inputs) * DIGIT_BYTES;
  const whole = inputs / BLOCK_INPUTS;
  for (let b = from; b < min(end, whole); b++) block(x + b * (BLOCK_INPUTS * 4), to + b * DIGIT_BYTES, factors + b * FACTOR_BYTES, format);
  if (end <= whole) return;
  const copy = token + tokenBytes(inputs) * 2;
  memory.fill(copy, 0, BLOCK_INPUTS * 4);
  memory.copy(copy, x + whole * (BLOCK_INPUTS * 4), (inputs - whole * BLOCK_INPUTS) * 4);
  block(copy, to + whole * DIGIT_BYTES, factors + whole * FACTOR_BYTES, format);
}

/** From a token's integers for 4-bit weights those for 8-bit weights: the same digits with 64 added. */
export function shiftDigits(inputs: usize, token: usize, from: usize, end: usize): void {
  const factors = blocksOf(inputs) * DIGIT_BYTES;
  const to = layoutOf(token, inputs, FORMAT_Q8);
  const shift = i8x16.splat(64);
  for (let b = from; b < end; b++) {
    for (let i = b * DIGIT_BYTES; i < (b + 1) * DIGIT_BYTES; i += 16) v128.store(to + i, i8x16.add(v128.load(token + i), shift));
    store<u64>(to + factors + b * FACTOR_BYTES, load<u64>(token + factors + b * FACTOR_BYTES));
  }
}
