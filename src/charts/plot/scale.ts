/** Linear scales and the ticks on them. */

export interface Scale {
  /** Data to pixels. */
  (value: number): number;
  /** Pixels to data, not limited to the domain. */
  invert(pixel: number): number;
  readonly domain: readonly [number, number];
}

/** @throws RangeError when the domain is empty or not finite. */
export function linearScale(domain: readonly [number, number], pixels: readonly [number, number]): Scale {
  const [low, high] = domain;
  if (!(high > low && Number.isFinite(high - low))) throw new RangeError(`domain [${low}, ${high}]: expected low < high, both finite`);
  const [from, to] = pixels;
  const slope = (to - from) / (high - low);
  const scale = (value: number) => from + (value - low) * slope;
  return Object.assign(scale, { invert: (pixel: number) => low + (pixel - from) / slope, domain });
}

/** Round values (1, 2 or 5 times a power of ten apart) inside the domain, about `count` of them, without binary dust. */
export function ticks([low, high]: readonly [number, number], count = 5): number[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999_999) as number);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
