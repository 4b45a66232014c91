/** Limits `x` to [low, high]. */
export function clamp(x: number, low = 0, high = 1): number {
  return Math.min(high, Math.max(low, x));
}

/** 1 up to `full`, falling linearly to 0 at `zero`. */
export function ramp(x: number, full: number, zero: number): number {
  return clamp((zero - x) / (zero - full));
}
