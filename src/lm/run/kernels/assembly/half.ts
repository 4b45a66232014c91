/** Half precision to single, exactly. */

/** 2 to the 112: what lies between the exponents of both. */
const EXPONENT: f32 = 5.192296858534828e33;
/** Loaded, as block.ts says. */
const PLACES = memory.data<u32>([0x8fffe000, 0x8fffe000, 0x8fffe000, 0x8fffe000], 16);
const EXPONENTS = memory.data<f32>([EXPONENT, EXPONENT, EXPONENT, EXPONENT], 16);

/**
 * Four halves, each in the low bits of a lane whose upper ones are its sign. Exponent and mantissa are moved to where single precision has them; a product
 * repairs the exponent, also of subnormals.
 */
@inline
export function halves(bits: v128): v128 {
  return f32x4.mul(v128.and(i32x4.shl(bits, 13), v128.load(PLACES)), v128.load(EXPONENTS));
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
