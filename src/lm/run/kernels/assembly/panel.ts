/**
 * Panels of weights (8 outputs) times tokens: each block's exact integers are scaled and added in single precision, blocks in order. Three loops, by the
 * number of tokens; they give the same numbers.
 *
 * A step of one token is bound by memory: it is read in order, from two places at once, and fetched some blocks before it is multiplied
 * (docs/decisions/2026-11-29-kernels.md).
 */
import {
  begin,
  blockBytes,
  fetch,
  forA,
  forB,
  G0,
  G1,
  G2,
  G3,
  groupBytes,
  HALF_BYTES,
  joined,
  lower,
  lowerA,
  lowerB,
  minima,
  plus,
  scaled,
  scales,
  upper,
  upperA,
  upperB,
} from './block';
import { DIGIT_BYTES, FACTOR_BYTES } from './digits';
import { Four, One, Three, Two } from './numbers';

/** Bytes of a group's digits, and from the end of a block's last group to the next block. */
const GROUP_DIGITS: usize = ASC_FEATURE_RELAXED_SIMD ? 8 : 16;
const BLOCK_REST: usize = ASC_FEATURE_RELAXED_SIMD ? DIGIT_BYTES / 2 : 0;
/** Bytes between what is multiplied and what is fetched: some blocks. */
const AHEAD: usize = 640;
/** Bytes of a token's outputs of a panel. */
const OUT_BYTES: usize = 2 * HALF_BYTES;

/**
 * One token and two panels, best far from one another; 8 floats of each to `out`. What is read of the token serves both.
 * @param limit The last block that may be read. What is only fetched goes behind the floats.
 */
export function pair<T>(panel: usize, other: usize, blocks: usize, x: usize, limit: usize, out: usize): void {
  let factors = x + blocks * DIGIT_BYTES;
  let y0 = f32x4.splat(0);
  let y1 = f32x4.splat(0);
  let y2 = f32x4.splat(0);
  let y3 = f32x4.splat(0);
  let fetched: u32 = 0;
  for (const end = panel + blocks * blockBytes<T>(); panel < end; panel += blockBytes<T>()) {
    fetched |= fetch<T>(min(panel + AHEAD, limit)) | fetch<T>(min(other + AHEAD, limit));
    let a0 = begin<T>(panel);
    let a1 = begin<T>(panel + HALF_BYTES);
    let a2 = begin<T>(other);
    let a3 = begin<T>(other + HALF_BYTES);
    let b0 = a0;
    let b1 = a1;
    let b2 = a2;
    let b3 = a3;
    let to = other;
    const groups = panel + 4 * groupBytes<T>();
    for (let at = panel; at < groups; at += groupBytes<T>()) {
      const first = lowerA<G0>(x);
      const second = lowerB<G0>(x);
      const third = upperA<G0>(x);
      const fourth = upperB<G0>(x);
      let w = lower<T, G0>(at);
      a0 = plus<T>(a0, forA(w), first);
      b0 = plus<T>(b0, forB(w), second);
      w = upper<T, G0>(at);
      a0 = plus<T>(a0, forA(w), third);
      b0 = plus<T>(b0, forB(w), fourth);
      w = lower<T, G0>(at + HALF_BYTES);
      a1 = plus<T>(a1, forA(w), first);
      b1 = plus<T>(b1, forB(w), second);
      w = upper<T, G0>(at + HALF_BYTES);
      a1 = plus<T>(a1, forA(w), third);
      b1 = plus<T>(b1, forB(w), fourth);
      w = lower<T, G0>(to);
      a2 = plus<T>(a2, forA(w), first);
      b2 = plus<T>(b2, forB(w), second);
      w = upper<T, G0>(to);
      a2 = plus<T>(a2, forA(w), third);
      b2 = plus<T>(b2, forB(w), fourth);
      w = lower<T, G0>(to + HALF_BYTES);
      a3 = plus<T>(a3, forA(w), first);
      b3 = plus<T>(b3, forB(w), second);
      w = upper<T, G0>(to + HALF_BYTES);
      a3 = plus<T>(a3, forA(w), third);
      b3 = plus<T>(b3, forB(w), fourth);
      x += GROUP_DIGITS;
      to += groupBytes<T>();
    }
    y0 = scaled<T>(y0, joined(a0, b0), factors, scales<T>(panel), minima<T>(panel));
    y1 = scaled<T>(y1, joined(a1, b1), factors, scales<T>(panel + HALF_BYTES), minima<T>(panel + HALF_BYTES));
    y2 = scaled<T>(y2, joined(a2, b2), factors, scales<T>(other), minima<T>(other));
    y3 = scaled<T>(y3, joined(a3, b3), factors, scales<T>(other + HALF_BYTES), minima<T>(other + HALF_BYTES));
    x += BLOCK_REST;
    factors += FACTOR_BYTES;
    other += blockBytes<T>();
  }
  v128.store(out, y0);
  v128.store(out, y1, HALF_BYTES);
  v128.store(out, y2, 2 * HALF_BYTES);
  v128.store(out, y3, 3 * HALF_BYTES);
  store<u32>(out, fetched, 4 * HALF_BYTES);
}

/** One or two tokens, `stride` bytes apart, and a panel; 8 floats of each to `out`. What is read of a token serves both halves. */
export function few<T, N>(panel: usize, blocks: usize, x0: usize, stride: usize, limit: usize, out: usize): void {
  let x1 = x0 + stride;
  let factors = x0 + blocks * DIGIT_BYTES;
  let y0 = f32x4.splat(0);
  let z0 = f32x4.splat(0);
  let y1 = f32x4.splat(0);
  let z1 = f32x4.splat(0);
  let fetched: u32 = 0;
  for (const end = panel + blocks * blockBytes<T>(); panel < end; panel += blockBytes<T>()) {
    fetched |= fetch<T>(min(panel + AHEAD, limit));
    let a0 = begin<T>(panel);
    let c0 = begin<T>(panel + HALF_BYTES);
    let b0 = a0;
    let d0 = c0;
    let a1 = a0;
    let b1 = a0;
    let c1 = c0;
    let d1 = c0;
    const groups = panel + 4 * groupBytes<T>();
    for (let at = panel; at < groups; at += groupBytes<T>()) {
      let w = lower<T, G0>(at);
      let v = lower<T, G0>(at + HALF_BYTES);
      a0 = plus<T>(a0, forA(w), lowerA<G0>(x0));
      c0 = plus<T>(c0, forA(v), lowerA<G0>(x0));
      b0 = plus<T>(b0, forB(w), lowerB<G0>(x0));
      d0 = plus<T>(d0, forB(v), lowerB<G0>(x0));
      if (offsetof<N>() > 1) {
        a1 = plus<T>(a1, forA(w), lowerA<G0>(x1));
        c1 = plus<T>(c1, forA(v), lowerA<G0>(x1));
        b1 = plus<T>(b1, forB(w), lowerB<G0>(x1));
        d1 = plus<T>(d1, forB(v), lowerB<G0>(x1));
      }
      w = upper<T, G0>(at);
      v = upper<T, G0>(at + HALF_BYTES);
      a0 = plus<T>(a0, forA(w), upperA<G0>(x0));
      c0 = plus<T>(c0, forA(v), upperA<G0>(x0));
      b0 = plus<T>(b0, forB(w), upperB<G0>(x0));
      d0 = plus<T>(d0, forB(v), upperB<G0>(x0));
      if (offsetof<N>() > 1) {
        a1 = plus<T>(a1, forA(w), upperA<G0>(x1));
        c1 = plus<T>(c1, forA(v), upperA<G0>(x1));
        b1 = plus<T>(b1, forB(w), upperB<G0>(x1));
        d1 = plus<T>(d1, forB(v), upperB<G0>(x1));
      }
      x0 += GROUP_DIGITS;
      x1 += GROUP_DIGITS;
    }
    const scale = scales<T>(panel);
    const minimum = minima<T>(panel);
    const otherScale = scales<T>(panel + HALF_BYTES);
    const otherMinimum = minima<T>(panel + HALF_BYTES);
    y0 = scaled<T>(y0, joined(a0, b0), factors, scale, minimum);
    z0 = scaled<T>(z0, joined(c0, d0), factors, otherScale, otherMinimum);
    if (offsetof<N>() > 1) {
      y1 = scaled<T>(y1, joined(a1, b1), factors + stride, scale, minimum);
      z1 = scaled<T>(z1, joined(c1, d1), factors + stride, otherScale, otherMinimum);
    }
    x0 += BLOCK_REST;
    x1 += BLOCK_REST;
    factors += FACTOR_BYTES;
  }
  v128.store(out, y0);
  v128.store(out, z0, HALF_BYTES);
  if (offsetof<N>() > 1) {
    v128.store(out, y1, 2 * HALF_BYTES);
    v128.store(out, z1, 3 * HALF_BYTES);
  }
  store<u32>(out, fetched, 4 * HALF_BYTES);
}

/**
 * Adds a block's products with 4 outputs of N tokens to `y`, `OUT_BYTES` a token. @param at The half. @param factors Of the first token's block.
 * The returns, which never happen (`stride` is not 0), keep the compiler from moving all products to the end, where there are not registers for them.
 */
@inline
function addBlock<T, N>(at: usize, start: v128, scale: v128, minimum: v128, x0: usize, stride: usize, factors: usize, y: usize): void {
  const x1 = x0 + stride;
  const x2 = x1 + stride;
  const x3 = x2 + stride;
  let a0 = start;
  let a1 = start;
  let a2 = start;
  let a3 = start;
  let b0 = start;
  let b1 = start;
  let b2 = start;
  let b3 = start;
  let w = lower<T, G0>(at);
  let wa = forA(w);
  let wb = forB(w);
  a0 = plus<T>(a0, wa, lowerA<G0>(x0));
  b0 = plus<T>(b0, wb, lowerB<G0>(x0));
  if (offsetof<N>() > 1) {
    a1 = plus<T>(a1, wa, lowerA<G0>(x1));
    b1 = plus<T>(b1, wb, lowerB<G0>(x1));
  }
  if (offsetof<N>() > 2) {
    a2 = plus<T>(a2, wa, lowerA<G0>(x2));
    b2 = plus<T>(b2, wb, lowerB<G0>(x2));
  }
  if (offsetof<N>() > 3) {
    a3 = plus<T>(a3, wa, lowerA<G0>(x3));
    b3 = plus<T>(b3, wb, lowerB<G0>(x3));
  }
  if (!stride) return;
  w = upper<T, G0>(at);
  wa = forA(w);
  wb = forB(w);
  a0 = plus<T>(a0, wa, upperA<G0>(x0));
  b0 = plus<T>(b0, wb, upperB<G0>(x0));
  if (offsetof<N>() > 1) {
    a1 = plus<T>(a1, wa, upperA<G0>(x1));
    b1 = plus<T>(b1, wb, upperB<G0>(x1));
  }
  if (offsetof<N>() > 2) {
    a2 = plus<T>(a2, wa, upperA<G0>(x2));
    b2 = plus<T>(b2, wb, upperB<G0>(x2));
  }
  if (offsetof<N>() > 3) {
    a3 = plus<T>(a3, wa, upperA<G0>(x3));
    b3 = plus<T>(b3, wb, upperB<G0>(x3));
  }
  if (!stride) return;
  w = lower<T, G1>(at);
  wa = forA(w);
  wb = forB(w);
  a0 = plus<T>(a0, wa, lowerA<G1>(x0));
  b0 = plus<T>(b0, wb, lowerB<G1>(x0));
  if (offsetof<N>() > 1) {
    a1 = plus<T>(a1, wa, lowerA<G1>(x1));
    b1 = plus<T>(b1, wb, lowerB<G1>(x1));
  }
  if (offsetof<N>() > 2) {
    a2 = plus<T>(a2, wa, lowerA<G1>(x2));
    b2 = plus<T>(b2, wb, lowerB<G1>(x2));
  }
  if (offsetof<N>() > 3) {
    a3 = plus<T>(a3, wa, lowerA<G1>(x3));
    b3 = plus<T>(b3, wb, lowerB<G1>(x3));
  }
  if (!stride) return;
  w = upper<T, G1>(at);
  wa = forA(w);
  wb = forB(w);
  a0 = plus<T>(a0, wa, upperA<G1>(x0));
  b0 = plus<T>(b0, wb, upperB<G1>(x0));
  if (offsetof<N>() > 1) {
    a1 = plus<T>(a1, wa, upperA<G1>(x1));
    b1 = plus<T>(b1, wb, upperB<G1>(x1));
  }
  if (offsetof<N>() > 2) {
    a2 = plus<T>(a2, wa, upperA<G1>(x2));
    b2 = plus<T>(b2, wb, upperB<G1>(x2));
  }
  if (offsetof<N>() > 3) {
    a3 = plus<T>(a3, wa, upperA<G1>(x3));
    b3 = plus<T>(b3, wb, upperB<G1>(x3));
  }
  if (!stride) return;
  w = lower<T, G2>(at);
  wa = forA(w);
  wb = forB(w);
  a0 = plus<T>(a0, wa, lowerA<G2>(x0));
  b0 = plus<T>(b0, wb, lowerB<G2>(x0));
  if (offsetof<N>() > 1) {
    a1 = plus<T>(a1, wa, lowerA<G2>(x1));
    b1 = plus<T>(b1, wb, lowerB<G2>(x1));
  }
  if (offsetof<N>() > 2) {
    a2 = plus<T>(a2, wa, lowerA<G2>(x2));
    b2 = plus<T>(b2, wb, lowerB<G2>(x2));
  }
  if (offsetof<N>() > 3) {
    a3 = plus<T>(a3, wa, lowerA<G2>(x3));
    b3 = plus<T>(b3, wb, lowerB<G2>(x3));
  }
  if (!stride) return;
  w = upper<T, G2>(at);
  wa = forA(w);
  wb = forB(w);
  a0 = plus<T>(a0, wa, upperA<G2>(x0));
  b0 = plus<T>(b0, wb, upperB<G2>(x0));
  if (offsetof<N>() > 1) {
    a1 = plus<T>(a1, wa, upperA<G2>(x1));
    b1 = plus<T>(b1, wb, upperB<G2>(x1));
  }
  if (offsetof<N>() > 2) {
    a2 = plus<T>(a2, wa, upperA<G2>(x2));
    b2 = plus<T>(b2, wb, upperB<G2>(x2));
  }
  if (offsetof<N>() > 3) {
    a3 = plus<T>(a3, wa, upperA<G2>(x3));
    b3 = plus<T>(b3, wb, upperB<G2>(x3));
  }
  if (!stride) return;
  w = lower<T, G3>(at);
  wa = forA(w);
  wb = forB(w);
  a0 = plus<T>(a0, wa, lowerA<G3>(x0));
  b0 = plus<T>(b0, wb, lowerB<G3>(x0));
  if (offsetof<N>() > 1) {
    a1 = plus<T>(a1, wa, lowerA<G3>(x1));
    b1 = plus<T>(b1, wb, lowerB<G3>(x1));
  }
  if (offsetof<N>() > 2) {
    a2 = plus<T>(a2, wa, lowerA<G3>(x2));
    b2 = plus<T>(b2, wb, lowerB<G3>(x2));
  }
  if (offsetof<N>() > 3) {
    a3 = plus<T>(a3, wa, lowerA<G3>(x3));
    b3 = plus<T>(b3, wb, lowerB<G3>(x3));
  }
  if (!stride) return;
  w = upper<T, G3>(at);
  wa = forA(w);
  wb = forB(w);
  a0 = plus<T>(a0, wa, upperA<G3>(x0));
  b0 = plus<T>(b0, wb, upperB<G3>(x0));
  if (offsetof<N>() > 1) {
    a1 = plus<T>(a1, wa, upperA<G3>(x1));
    b1 = plus<T>(b1, wb, upperB<G3>(x1));
  }
  if (offsetof<N>() > 2) {
    a2 = plus<T>(a2, wa, upperA<G3>(x2));
    b2 = plus<T>(b2, wb, upperB<G3>(x2));
  }
  if (offsetof<N>() > 3) {
    a3 = plus<T>(a3, wa, upperA<G3>(x3));
    b3 = plus<T>(b3, wb, upperB<G3>(x3));
  }
  v128.store(y, scaled<T>(v128.load(y), joined(a0, b0), factors, scale, minimum));
  factors += stride;
  if (offsetof<N>() > 1) v128.store(y, scaled<T>(v128.load(y, OUT_BYTES), joined(a1, b1), factors, scale, minimum), OUT_BYTES);
  factors += stride;
  if (offsetof<N>() > 2) v128.store(y, scaled<T>(v128.load(y, 2 * OUT_BYTES), joined(a2, b2), factors, scale, minimum), 2 * OUT_BYTES);
  factors += stride;
  if (offsetof<N>() > 3) v128.store(y, scaled<T>(v128.load(y, 3 * OUT_BYTES), joined(a3, b3), factors, scale, minimum), 3 * OUT_BYTES);
}

/** Any number of tokens and a panel; 8 floats of each to `out`. Block by block, so that memory is read evenly. */
export function many<T>(panel: usize, blocks: usize, x: usize, stride: usize, tokens: usize, limit: usize, out: usize): void {
  const rest = tokens % 4;
  const fours = (tokens - rest) * OUT_BYTES;
  memory.fill(out, 0, tokens * OUT_BYTES);
  let fetched: u32 = 0;
  let factors = x + blocks * DIGIT_BYTES;
  for (const end = panel + blocks * blockBytes<T>(); panel < end; panel += blockBytes<T>()) {
    fetched |= fetch<T>(min(panel + AHEAD, limit));
    for (let half: usize = 0; half < 2 * HALF_BYTES; half += HALF_BYTES) {
      const at = panel + half;
      const start = begin<T>(at);
      const scale = scales<T>(at);
      const minimum = minima<T>(at);
      let own = x;
      let f = factors;
      let y = out + half;
      for (const whole = y + fours; y < whole; y += 4 * OUT_BYTES) {
        addBlock<T, Four>(at, start, scale, minimum, own, stride, f, y);
        own += 4 * stride;
        f += 4 * stride;
      }
      if (rest == 1) addBlock<T, One>(at, start, scale, minimum, own, stride, f, y);
      else if (rest == 2) addBlock<T, Two>(at, start, scale, minimum, own, stride, f, y);
      else if (rest == 3) addBlock<T, Three>(at, start, scale, minimum, own, stride, f, y);
    }
    x += DIGIT_BYTES;
    factors += FACTOR_BYTES;
  }
  store<u32>(out + tokens * OUT_BYTES, fetched);
}
