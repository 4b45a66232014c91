const asFloat = new Float32Array(1);
const asBits = new Uint32Array(asFloat.buffer);

function decode(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The value of every half-precision bit pattern: a table, as scales are read by the million. */
export const halfToFloat: Float32Array = Float32Array.from({ length: 65536 }, (_, half) => decode(half));

/** IEEE half-precision bits nearest to a number (ties to even; overflow gives infinity). */
export function floatToHalf(value: number): number {
  asFloat[0] = value;
  const bits = asBits[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Below 2^-14 halfs are evenly spaced by 2^-24: rounding to an integer number of them is rounding to a subnormal.
    const steps = Math.abs(asFloat[0] as number) * 2 ** 24;
    const floor = Math.floor(steps);
    const rest = steps - floor;
    return sign | (floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0));
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}
