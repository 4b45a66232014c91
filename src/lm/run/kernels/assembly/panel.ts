/**
 * A panel of weights (4 outputs) times tokens. Weights and activations are integers, so the product of a block is exact and the same on every
 * engine; each block is scaled and added in single precision, blocks in order.
 *
 * The type parameter is the format: u8 for 4 bits, i8 for 8. Both binaries share the loops. In each a token has two sums a block, `a` and `b`:
 * with relaxed SIMD of the high and the low digits, with SIMD128 of outputs 0 and 1 and of outputs 2 and 3.
 */
import { Q4_BLOCK_BYTES, Q8_BLOCK_BYTES } from '../layout';
import { DIGIT_BYTES, DIGIT_SHIFT, FACTOR_BYTES } from './digits';
import { halves } from './half';

/** Bytes of a group's digits, and from the end of a block's last group to the next block. */
const GROUP_DIGITS: usize = ASC_FEATURE_RELAXED_SIMD ? 8 : 16;
const BLOCK_REST: usize = ASC_FEATURE_RELAXED_SIMD ? DIGIT_BYTES / 2 : 0;

@inline
function blockBytes<T>(): usize {
  return isSigned<T>() ? Q8_BLOCK_BYTES : Q4_BLOCK_BYTES;
}

/** Bytes of a group of 8 inputs. */
@inline
function groupBytes<T>(): usize {
  return isSigned<T>() ? 32 : 16;
}

/** Weights of inputs 0 to 3 of a group, 4 an output. */
@inline
function lower<T>(at: usize): v128 {
  return isSigned<T>() ? v128.load(at) : v128.and(v128.load(at), i8x16.splat(15));
}

/** Weights of inputs 4 to 7. */
@inline
function upper<T>(at: usize): v128 {
  return isSigned<T>() ? v128.load(at, 16) : i8x16.shr_u(v128.load(at), 4);
}

/** The part of the weights that the sum `a` takes. */
@inline
function forA(weights: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? weights : i16x8.extend_low_i8x16_s(weights);
}

@inline
function forB(weights: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? weights : i16x8.extend_high_i8x16_s(weights);
}

/** Digits of inputs 0 to 3 of a group, for every output: the high ones, or the integers themselves. */
@inline
function lowerA(x: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.load32_splat(x) : v128.load64_splat(x);
}

@inline
function lowerB(x: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.load32_splat(x, DIGIT_BYTES / 2) : v128.load64_splat(x);
}

/** Of inputs 4 to 7. */
@inline
function upperA(x: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.load32_splat(x, 4) : v128.load64_splat(x, 8);
}

@inline
function upperB(x: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.load32_splat(x, DIGIT_BYTES / 2 + 4) : v128.load64_splat(x, 8);
}

@inline
function plus<T>(sum: v128, weights: v128, x: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return isSigned<T>() ? i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, x, sum) : i32x4.relaxed_dot_i8x16_i7x16_add_s(x, weights, sum);
  }
  return i32x4.add(sum, i32x4.dot_i16x8_s(weights, x));
}

/** The integers of 4 outputs from both sums. */
@inline
function joined(a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i32x4.add(i32x4.shl(a, 7), b);
  return i32x4.add(
    i8x16.shuffle(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27),
    i8x16.shuffle(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31),
  );
}

/** What the digits' offsets added, by output: nothing for signed digits. */
@inline
function excess<T>(at: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD && isSigned<T>() ? i32x4.mul(v128.load16x4_s(at, 136), i32x4.splat(DIGIT_SHIFT)) : i32x4.splat(0);
}

@inline
function scales<T>(at: usize): v128 {
  return halves(at + (isSigned<T>() ? 128 : 64));
}

@inline
function minima<T>(at: usize): v128 {
  return isSigned<T>() ? i32x4.splat(0) : halves(at + 72);
}

/** Adds a block: integers * token's scale * weights' scale, and minimum * (scale * sum) of the token's integers. */
@inline
function scaled<T>(y: v128, integers: v128, over: v128, factors: usize, scale: v128, minimum: v128): v128 {
  const exact = ASC_FEATURE_RELAXED_SIMD && isSigned<T>() ? i32x4.sub(integers, over) : integers;
  const product = f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(exact), v128.load32_splat(factors)), scale);
  const sum = f32x4.add(y, product);
  return isSigned<T>() ? sum : f32x4.add(sum, f32x4.mul(minimum, v128.load32_splat(factors, 4)));
}

/** One token and two panels, `bytes` apart, so that what is read of the token serves both; 8 floats to `out`. */
export function pair<T>(panel: usize, bytes: usize, blocks: usize, x: usize, out: usize): void {
  let y = f32x4.splat(0);
  let z = f32x4.splat(0);
  let factors = x + blocks * DIGIT_BYTES;
  for (const end = panel + blocks * blockBytes<T>(); panel < end; panel += blockBytes<T>()) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    const groups = panel + 4 * groupBytes<T>();
    for (let at = panel; at < groups; at += groupBytes<T>()) {
      const first = lowerA(x);
      const second = lowerB(x);
      let w = lower<T>(at);
      a = plus<T>(a, forA(w), first);
      b = plus<T>(b, forB(w), second);
      w = lower<T>(at + bytes);
      c = plus<T>(c, forA(w), first);
      d = plus<T>(d, forB(w), second);
      const third = upperA(x);
      const fourth = upperB(x);
      w = upper<T>(at);
      a = plus<T>(a, forA(w), third);
      b = plus<T>(b, forB(w), fourth);
      w = upper<T>(at + bytes);
      c = plus<T>(c, forA(w), third);
      d = plus<T>(d, forB(w), fourth);
      x += GROUP_DIGITS;
    }
    const other = panel + bytes;
    y = scaled<T>(y, joined(a, b), excess<T>(panel), factors, scales<T>(panel), minima<T>(panel));
    z = scaled<T>(z, joined(c, d), excess<T>(other), factors, scales<T>(other), minima<T>(other));
    x += BLOCK_REST;
    factors += FACTOR_BYTES;
  }
  v128.store(out, y);
  v128.store(out, z, 16);
}

/** Numbers of tokens as types: `offsetof` them is known to the compiler. */
@unmanaged
export class One {
  a: u8;
}
@unmanaged
export class Two {
  a: u16;
}
@unmanaged
export class Three {
  a: u16;
  b: u8;
}
@unmanaged
export class Four {
  a: u32;
}

/**
 * N tokens, `stride` bytes apart, and one panel; 4 floats of each to `out`.
 * @param ahead A place that is read along with the panel, so that its memory is near when its turn comes: the distance to it. What is read goes to
 * the end of `out`, or the compiler would not read it.
 */
export function panelOf<T, N>(panel: usize, blocks: usize, x0: usize, stride: usize, ahead: usize, out: usize): void {
  let x1 = x0 + stride;
  let x2 = x1 + stride;
  let x3 = x2 + stride;
  let f0 = x0 + blocks * DIGIT_BYTES;
  let f1 = x1 + blocks * DIGIT_BYTES;
  let f2 = x2 + blocks * DIGIT_BYTES;
  let f3 = x3 + blocks * DIGIT_BYTES;
  let y0 = f32x4.splat(0);
  let y1 = f32x4.splat(0);
  let y2 = f32x4.splat(0);
  let y3 = f32x4.splat(0);
  let seen = i32x4.splat(0);
  for (const end = panel + blocks * blockBytes<T>(); panel < end; panel += blockBytes<T>()) {
    let a0 = i32x4.splat(0);
    let a1 = i32x4.splat(0);
    let a2 = i32x4.splat(0);
    let a3 = i32x4.splat(0);
    let b0 = i32x4.splat(0);
    let b1 = i32x4.splat(0);
    let b2 = i32x4.splat(0);
    let b3 = i32x4.splat(0);
    seen = v128.or(seen, v128.load(panel + ahead));
    const groups = panel + 4 * groupBytes<T>();
    for (let at = panel; at < groups; at += groupBytes<T>()) {
      const w = lower<T>(at);
      const wa = forA(w);
      const wb = forB(w);
      a0 = plus<T>(a0, wa, lowerA(x0));
      b0 = plus<T>(b0, wb, lowerB(x0));
      if (offsetof<N>() > 1) {
        a1 = plus<T>(a1, wa, lowerA(x1));
        b1 = plus<T>(b1, wb, lowerB(x1));
      }
      if (offsetof<N>() > 2) {
        a2 = plus<T>(a2, wa, lowerA(x2));
        b2 = plus<T>(b2, wb, lowerB(x2));
      }
      if (offsetof<N>() > 3) {
        a3 = plus<T>(a3, wa, lowerA(x3));
        b3 = plus<T>(b3, wb, lowerB(x3));
      }
      const v = upper<T>(at);
      const va = forA(v);
      const vb = forB(v);
      a0 = plus<T>(a0, va, upperA(x0));
      b0 = plus<T>(b0, vb, upperB(x0));
      if (offsetof<N>() > 1) {
        a1 = plus<T>(a1, va, upperA(x1));
        b1 = plus<T>(b1, vb, upperB(x1));
      }
      if (offsetof<N>() > 2) {
        a2 = plus<T>(a2, va, upperA(x2));
        b2 = plus<T>(b2, vb, upperB(x2));
      }
      if (offsetof<N>() > 3) {
        a3 = plus<T>(a3, va, upperA(x3));
        b3 = plus<T>(b3, vb, upperB(x3));
      }
      x0 += GROUP_DIGITS;
      x1 += GROUP_DIGITS;
      x2 += GROUP_DIGITS;
      x3 += GROUP_DIGITS;
    }
    const over = excess<T>(panel);
    const scale = scales<T>(panel);
    const minimum = minima<T>(panel);
    y0 = scaled<T>(y0, joined(a0, b0), over, f0, scale, minimum);
    if (offsetof<N>() > 1) {
      y1 = scaled<T>(y1, joined(a1, b1), over, f1, scale, minimum);
    }
    if (offsetof<N>() > 2) {
      y2 = scaled<T>(y2, joined(a2, b2), over, f2, scale, minimum);
    }
    if (offsetof<N>() > 3) {
      y3 = scaled<T>(y3, joined(a3, b3), over, f3, scale, minimum);
    }
    x0 += BLOCK_REST;
    f0 += FACTOR_BYTES;
    x1 += BLOCK_REST;
    f1 += FACTOR_BYTES;
    x2 += BLOCK_REST;
    f2 += FACTOR_BYTES;
    x3 += BLOCK_REST;
    f3 += FACTOR_BYTES;
  }
  v128.store(out, y0);
  if (offsetof<N>() > 1) v128.store(out, y1, 16);
  if (offsetof<N>() > 2) v128.store(out, y2, 32);
  if (offsetof<N>() > 3) v128.store(out, y3, 48);
  v128.store(out, seen, 64);
}
