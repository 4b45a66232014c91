/**
 * A block of a panel: 32 inputs of 8 outputs, in two halves of 4 outputs. Weights and activations are integers, so the product of a block is exact and the
 * same on every engine.
 *
 * The type parameter T is the format: u8 for 4 bits, i8 for 8. In each binary 4 outputs of a token have two sums a block, `a` and `b`: with relaxed SIMD of
 * the high and the low digits, with SIMD128 of outputs 0 and 1 and of outputs 2 and 3.
 *
 * Written for what engines make of it (V8's machine code was read). A constant vector is made anew wherever it stands, in three instructions: masks are
 * loaded. A shift of bytes takes five instructions, a shift of words one.
 */
import { Q4_BLOCK_BYTES, Q4_MINIMA, Q4_SCALES, Q8_BLOCK_BYTES, Q8_SCALES, Q8_SUMS } from '../layout';
import { halves } from './half';

/** From outputs 0 to 3 to outputs 4 to 7: of all that a block has. */
export const HALF_BYTES: usize = 16;
/** What the 64s of digits add to a sum is the sum of weights, shifted so far. */
const SHIFT_OF_64: i32 = 6;
const NIBBLES = memory.data<u32>([0x0f0f0f0f, 0x0f0f0f0f, 0x0f0f0f0f, 0x0f0f0f0f], 16);

/** Groups of 8 inputs of a block as types: `offsetof` them is the group's number. Only what the compiler knows can be an immediate offset. */
@unmanaged
export class G0 {}
@unmanaged
export class G1 {
  a: u8;
}
@unmanaged
export class G2 {
  a: u16;
}
@unmanaged
export class G3 {
  a: u16;
  b: u8;
}

@inline
export function blockBytes<T>(): usize {
  return isSigned<T>() ? Q8_BLOCK_BYTES : Q4_BLOCK_BYTES;
}

/** Bytes of a group of weights. */
@inline
export function groupBytes<T>(): usize {
  return isSigned<T>() ? 64 : 32;
}

/** Weights of inputs 0 to 3 of a group, 4 an output. */
@inline
export function lower<T, G>(at: usize): v128 {
  if (isSigned<T>()) return v128.load(at, offsetof<G>() * 64);
  return v128.and(v128.load(at, offsetof<G>() * 32), v128.load(NIBBLES));
}

/** Weights of inputs 4 to 7. */
@inline
export function upper<T, G>(at: usize): v128 {
  if (isSigned<T>()) return v128.load(at, offsetof<G>() * 64 + 32);
  return v128.and(i16x8.shr_u(v128.load(at, offsetof<G>() * 32), 4), v128.load(NIBBLES));
}

/** The part of the weights that the sum `a` takes. */
@inline
export function forA(weights: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? weights : i16x8.extend_low_i8x16_s(weights);
}

@inline
export function forB(weights: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? weights : i16x8.extend_high_i8x16_s(weights);
}

/** A token's digits of inputs 0 to 3 of a group, for every output: the high ones, or the integers themselves. */
@inline
export function lowerA<G>(x: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.load32_splat(x, offsetof<G>() * 8) : v128.load64_splat(x, offsetof<G>() * 16);
}

@inline
export function lowerB<G>(x: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.load32_splat(x, offsetof<G>() * 8 + 32) : v128.load64_splat(x, offsetof<G>() * 16);
}

/** Of inputs 4 to 7. */
@inline
export function upperA<G>(x: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.load32_splat(x, offsetof<G>() * 8 + 4) : v128.load64_splat(x, offsetof<G>() * 16 + 8);
}

@inline
export function upperB<G>(x: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.load32_splat(x, offsetof<G>() * 8 + 36) : v128.load64_splat(x, offsetof<G>() * 16 + 8);
}

@inline
export function plus<T>(sum: v128, weights: v128, x: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return isSigned<T>() ? i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, x, sum) : i32x4.relaxed_dot_i8x16_i7x16_add_s(x, weights, sum);
  }
  return i32x4.add(sum, i32x4.dot_i16x8_s(weights, x));
}

/** Where both sums begin: less what the digits' 64s will add. Signed digits have none. */
@inline
export function begin<T>(at: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD && isSigned<T>() ? i32x4.shl(v128.load16x4_s(at, Q8_SUMS), SHIFT_OF_64) : i32x4.splat(0);
}

/** The integers of 4 outputs from both sums. */
@inline
export function joined(a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i32x4.add(i32x4.shl(a, 7), b);
  return i32x4.add(
    i8x16.shuffle(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27),
    i8x16.shuffle(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31),
  );
}

@inline
export function scales<T>(at: usize): v128 {
  return halves(isSigned<T>() ? v128.load16x4_s(at, Q8_SCALES) : v128.load16x4_s(at, Q4_SCALES));
}

@inline
export function minima<T>(at: usize): v128 {
  return isSigned<T>() ? i32x4.splat(0) : halves(v128.load16x4_s(at, Q4_MINIMA));
}

/** Adds a block: integers * token's scale * weights' scale, and minimum * (scale * sum) of the token's integers. */
@inline
export function scaled<T>(y: v128, integers: v128, factors: usize, scale: v128, minimum: v128): v128 {
  const product = f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(integers), v128.load32_splat(factors)), scale);
  const sum = f32x4.add(y, product);
  return isSigned<T>() ? sum : f32x4.add(sum, f32x4.mul(minimum, v128.load32_splat(factors, 4)));
}

/** Reads a word of every cache line of a block, so that its memory is near when its turn comes. @returns what must be used, or nothing is read. */
@inline
export function fetch<T>(at: usize): u32 {
  const words = load<u32>(at) | load<u32>(at, 64) | load<u32>(at, 128);
  return isSigned<T>() ? words | load<u32>(at, 192) | load<u32>(at, 256) : words;
}
