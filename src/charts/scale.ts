/** Linear scales and the ticks on them, for every chart. */
import { ticks as roundValues } from 'd3-array';
import { scaleLinear } from 'd3-scale';

export type Domain = readonly [low: number, high: number];

export interface Scale {
  /** Data to pixels. */
  (value: number): number;
  /** Pixels to data, not limited to the domain. */
  invert(pixel: number): number;
  readonly domain: Domain;
}

/** @throws RangeError when the domain is empty or not finite. */
export function linearScale(domain: Domain, pixels: readonly [number, number]): Scale {
  const [low, high] = domain;
  if (!(high > low && Number.isFinite(high - low))) throw new RangeError(`domain [${low}, ${high}]: expected low < high, both finite`);
  const scale = scaleLinear(domain, pixels);
  return Object.assign((value: number) => scale(value), { invert: (pixel: number) => scale.invert(pixel), domain });
}

/** Round values (1, 2 or 5 times a power of ten apart) inside the domain, about `count` of them; of an empty domain its one value. */
export function ticks([low, high]: Domain, count = 5): number[] {
  return roundValues(low, high, count);
}

/** A value kept inside the domain, and whether it had to be moved. */
export function clampToDomain(value: number, [low, high]: Domain): { value: number; outside: boolean } {
  const clamped = Math.min(Math.max(value, low), high);
  return { value: clamped, outside: clamped !== value };
}
