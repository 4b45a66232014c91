/**
 * Gumbel noise that depends on nothing but (seed, position, token): a counter hash in 32-bit integers, so that the bits are the
 * same on every machine, then -log(-log u). Engines may differ by one unit in the last place of Math.log: about 1e-15.
 */

/** Two words of key for one position of one text; they select a row of noise. */
export interface NoiseKey {
  readonly a: number;
  readonly b: number;
}

/** Finaliser of MurmurHash3 (public domain, Austin Appleby): a bijection of 32-bit integers whose bits all depend on all bits. */
function finalise(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Odd constants that spread small counters over the word. */
const POSITION_STEP = 0x9e3779b1;
const TOKEN_STEP = 0x85ebca77;

/** @param seed 32-bit integer. @param position Index of the new token, 0 for the first. */
export function noiseKey(seed: number, position: number): NoiseKey {
  const a = finalise(finalise(seed) + Math.imul(position + 1, POSITION_STEP));
  return { a, b: finalise(a ^ 0x2545f491) };
}

/** Uniform 32 bits, as an unsigned integer. */
export function noiseBits(key: NoiseKey, token: number): number {
  let h = (Math.imul(token + 1, TOKEN_STEP) + key.a) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d) ^ key.b;
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The noise of 32 uniform bits: standard Gumbel over the middles of 2^32 equal slices of (0, 1). Rises with the bits. */
export function gumbelOfBits(bits: number): number {
  return -Math.log(-Math.log((bits + 0.5) / 2 ** 32));
}

/** Largest noise there is: 22.87. */
export const MAX_NOISE = gumbelOfBits(2 ** 32 - 1);
/** Smallest noise there is: -3.13. */
export const MIN_NOISE = gumbelOfBits(0);

const BUCKET_SHIFT = 20;
const CEILINGS = Float64Array.from({ length: 2 ** (32 - BUCKET_SHIFT) }, (_, i) => gumbelOfBits((i + 1) * 2 ** BUCKET_SHIFT - 1));

/**
 * Noise of these bits at most: exact for the top of each of 4,096 buckets. Most tokens are far from winning, which one look at
 * this table shows; it spares them the two logarithms.
 */
export function noiseCeiling(bits: number): number {
  return CEILINGS[bits >>> BUCKET_SHIFT] as number;
}
