/** Half precision to single, exactly. */

/** 2 to the 112: what lies between the exponents of both. */
const EXPONENT: f32 = 5.192296858534828e33;

/** Four halves. Exponent and mantissa are moved to where single precision has them; a product repairs the exponent, also of subnormals. */
@inline
export function halves(at: usize): v128 {
  const moved = v128.and(i32x4.shl(v128.load16x4_s(at), 13), i32x4.splat(<i32>0x8fffe000));
  return f32x4.mul(moved, f32x4.splat(EXPONENT));
}

export function half(bits: u32): f32 {
  const moved = ((<i32>(<i16>bits)) << 13) & <i32>0x8fffe000;
  return reinterpret<f32>(moved) * EXPONENT;
}

/** Nearest half of a number that is no larger than a half can be; ties to even. */
export function toHalf(value: f32): u32 {
  const bits = reinterpret<u32>(value);
  const sign = (bits >> 16) & 0x8000;
  const size = abs(value);
  // below 2^-14 halves are spaced evenly: adding 2^-1 leaves that spacing in single precision's mantissa
  if (size < <f32>6.103515625e-5) return sign | (reinterpret<u32>(size + <f32>0.5) - reinterpret<u32>(<f32>0.5));
  const shifted = (bits & 0x7fffffff) - 0x38000000;
  return sign | ((shifted + 0xfff + ((shifted >> 13) & 1)) >> 13);
}
