/** e to the power of four numbers, in operations that every engine rounds alike. */

const LOG2_E: f32 = 1.4426950408889634;
/** The logarithm of 2 in two parts: the first has few bits, so that a small integer times it is exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
const P0: f32 = 1.9875691500e-4;
const P1: f32 = 1.3981999507e-3;
const P2: f32 = 8.3334519073e-3;
const P3: f32 = 4.1665795894e-2;
const P4: f32 = 1.6666665459e-1;
const P5: f32 = 5.0000001201e-1;
/** What x is kept between, then the constants above, then 1; each four times. Loaded, as block.ts says. */
const CONSTANTS = memory.data<f32>([
  -87, -87, -87, -87,
  88, 88, 88, 88,
  LOG2_E, LOG2_E, LOG2_E, LOG2_E,
  LN2_HIGH, LN2_HIGH, LN2_HIGH, LN2_HIGH,
  LN2_LOW, LN2_LOW, LN2_LOW, LN2_LOW,
  P0, P0, P0, P0,
  P1, P1, P1, P1,
  P2, P2, P2, P2,
  P3, P3, P3, P3,
  P4, P4, P4, P4,
  P5, P5, P5, P5,
  1, 1, 1, 1,
], 16);
const BIAS = memory.data<i32>([127, 127, 127, 127], 16);
/** 1.5 * 2^23, whose neighbours are 1 apart: a small number added to it is rounded, ties to even, and stands in its last bits. */
const ROUNDER = memory.data<f32>([12582912, 12582912, 12582912, 12582912], 16);

/** Cephes' expf (https://netlib.org/cephes): relative error below 2e-7. Below -87 the smallest normal number's neighbourhood stands for 0. */
export function exps(x: v128): v128 {
  // one instruction each, where engines take seven for `max` and `min`; NaN stays NaN
  const inside = f32x4.pmin(f32x4.pmax(x, v128.load(CONSTANTS)), v128.load(CONSTANTS, 16));
  const power = f32x4.add(f32x4.mul(inside, v128.load(CONSTANTS, 32)), v128.load(ROUNDER));
  const n = f32x4.sub(power, v128.load(ROUNDER));
  const high = f32x4.sub(inside, f32x4.mul(n, v128.load(CONSTANTS, 48)));
  const r = f32x4.sub(high, f32x4.mul(n, v128.load(CONSTANTS, 64)));
  let p = v128.load(CONSTANTS, 80);
  p = f32x4.add(f32x4.mul(p, r), v128.load(CONSTANTS, 96));
  p = f32x4.add(f32x4.mul(p, r), v128.load(CONSTANTS, 112));
  p = f32x4.add(f32x4.mul(p, r), v128.load(CONSTANTS, 128));
  p = f32x4.add(f32x4.mul(p, r), v128.load(CONSTANTS, 144));
  p = f32x4.add(f32x4.mul(p, r), v128.load(CONSTANTS, 160));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), v128.load(CONSTANTS, 176));
  // of `power` only the last bits are left, n + 127: the exponent of 2 to the n
  return f32x4.mul(p, i32x4.shl(i32x4.add(power, v128.load(BIAS)), 23));
}

/** The four lanes' sum. */
@inline
export function total(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}
