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

const GROUPS: usize = 4;

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

/** Digits of 4 inputs, for every output: the high ones, or the integers themselves. */
@inline
function xA(x: usize, inputs: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.load32_splat(x + inputs) : v128.load64_splat(x + 2 * inputs);
}

@inline
function xB(x: usize, inputs: usize): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.load32_splat(x + inputs, DIGIT_BYTES / 2) : v128.load64_splat(x + 2 * inputs);
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

/** One token; 4 floats to `out`. */
export function panel1<T>(panel: usize, blocks: usize, x: usize, out: usize): void {
  let y = f32x4.splat(0);
  let factors = x + blocks * DIGIT_BYTES;
  for (const end = panel + blocks * blockBytes<T>(); panel < end; panel += blockBytes<T>()) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let w = lower<T>(panel);
    a = plus<T>(a, forA(w), xA(x, 0));
    b = plus<T>(b, forB(w), xB(x, 0));
    w = upper<T>(panel);
    c = plus<T>(c, forA(w), xA(x, 4));
    d = plus<T>(d, forB(w), xB(x, 4));
    w = lower<T>(panel + groupBytes<T>());
    a = plus<T>(a, forA(w), xA(x, 8));
    b = plus<T>(b, forB(w), xB(x, 8));
    w = upper<T>(panel + groupBytes<T>());
    c = plus<T>(c, forA(w), xA(x, 12));
    d = plus<T>(d, forB(w), xB(x, 12));
    w = lower<T>(panel + 2 * groupBytes<T>());
    a = plus<T>(a, forA(w), xA(x, 16));
    b = plus<T>(b, forB(w), xB(x, 16));
    w = upper<T>(panel + 2 * groupBytes<T>());
    c = plus<T>(c, forA(w), xA(x, 20));
    d = plus<T>(d, forB(w), xB(x, 20));
    w = lower<T>(panel + 3 * groupBytes<T>());
    a = plus<T>(a, forA(w), xA(x, 24));
    b = plus<T>(b, forB(w), xB(x, 24));
    w = upper<T>(panel + 3 * groupBytes<T>());
    c = plus<T>(c, forA(w), xA(x, 28));
    d = plus<T>(d, forB(w), xB(x, 28));
    const integers = joined(i32x4.add(a, c), i32x4.add(b, d));
    y = scaled<T>(y, integers, excess<T>(panel), factors, scales<T>(panel), minima<T>(panel));
    x += DIGIT_BYTES;
    factors += FACTOR_BYTES;
  }
  v128.store(out, y);
}

/** Four tokens, which lie `stride` bytes apart; 4 floats each to `out`. */
export function panel4<T>(panel: usize, blocks: usize, x0: usize, x1: usize, x2: usize, x3: usize, out: usize): void {
  let y0 = f32x4.splat(0);
  let y1 = f32x4.splat(0);
  let y2 = f32x4.splat(0);
  let y3 = f32x4.splat(0);
  const factors = blocks * DIGIT_BYTES;
  for (let block: usize = 0; block < blocks; block++) {
    let a0 = i32x4.splat(0);
    let a1 = i32x4.splat(0);
    let a2 = i32x4.splat(0);
    let a3 = i32x4.splat(0);
    let b0 = i32x4.splat(0);
    let b1 = i32x4.splat(0);
    let b2 = i32x4.splat(0);
    let b3 = i32x4.splat(0);
    const digits = block * DIGIT_BYTES;
    let at = panel;
    for (let group: usize = 0; group < GROUPS; group++) {
      // with SIMD128 an input takes two bytes
      const offset = digits + group * (ASC_FEATURE_RELAXED_SIMD ? 8 : 16);
      let w = lower<T>(at);
      let wa = forA(w);
      let wb = forB(w);
      a0 = plus<T>(a0, wa, xA(x0 + offset, 0));
      b0 = plus<T>(b0, wb, xB(x0 + offset, 0));
      a1 = plus<T>(a1, wa, xA(x1 + offset, 0));
      b1 = plus<T>(b1, wb, xB(x1 + offset, 0));
      a2 = plus<T>(a2, wa, xA(x2 + offset, 0));
      b2 = plus<T>(b2, wb, xB(x2 + offset, 0));
      a3 = plus<T>(a3, wa, xA(x3 + offset, 0));
      b3 = plus<T>(b3, wb, xB(x3 + offset, 0));
      w = upper<T>(at);
      wa = forA(w);
      wb = forB(w);
      a0 = plus<T>(a0, wa, xA(x0 + offset, 4));
      b0 = plus<T>(b0, wb, xB(x0 + offset, 4));
      a1 = plus<T>(a1, wa, xA(x1 + offset, 4));
      b1 = plus<T>(b1, wb, xB(x1 + offset, 4));
      a2 = plus<T>(a2, wa, xA(x2 + offset, 4));
      b2 = plus<T>(b2, wb, xB(x2 + offset, 4));
      a3 = plus<T>(a3, wa, xA(x3 + offset, 4));
      b3 = plus<T>(b3, wb, xB(x3 + offset, 4));
      at += groupBytes<T>();
    }
    const over = excess<T>(panel);
    const scale = scales<T>(panel);
    const minimum = minima<T>(panel);
    const factor = factors + block * FACTOR_BYTES;
    y0 = scaled<T>(y0, joined(a0, b0), over, x0 + factor, scale, minimum);
    y1 = scaled<T>(y1, joined(a1, b1), over, x1 + factor, scale, minimum);
    y2 = scaled<T>(y2, joined(a2, b2), over, x2 + factor, scale, minimum);
    y3 = scaled<T>(y3, joined(a3, b3), over, x3 + factor, scale, minimum);
    panel += blockBytes<T>();
  }
  v128.store(out, y0);
  v128.store(out, y1, 16);
  v128.store(out, y2, 32);
  v128.store(out, y3, 48);
}
