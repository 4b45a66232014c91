/** Does a curve still fall by the power law that it began with? When it no longer does, training has turned to something else. */

/** value = scale x step^-exponent. */
export interface DecayLaw {
  readonly scale: number;
  readonly exponent: number;
}

/**
 * Least squares of log value on log step over the steps `from` to `until`, both included. `values[k]` is the value after step k.
 * @throws RangeError when fewer than two steps remain, `from` is 0, or a value there is not positive.
 */
export function fitDecay(values: readonly number[], from: number, until: number): DecayLaw {
  const points = values.slice(from, until + 1).map((value, i) => [Math.log(from + i), Math.log(value)] as const);
  if (from < 1 || points.length < 2 || points.some(([, y]) => !Number.isFinite(y))) {
    throw new RangeError(`decay over steps ${from} to ${until} of ${values.length}: expected two or more positive values from step 1 on`);
  }
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = covariance / variance;
  return { scale: Math.exp(meanY - slope * meanX), exponent: -slope };
}

/** The law's value after `step` steps, `step` of at least 1. */
export function decayAt({ scale, exponent }: DecayLaw, step: number): number {
  return scale * step ** -exponent;
}

/**
 * The first step after `after` at which the curve stands above the law by more than `tolerance`, as a share of the law, and stays so
 * for `patience` steps; undefined while that has not happened. It is decided with what is known at that step plus the patience.
 */
export function firstDeviation(
  values: readonly number[],
  law: DecayLaw,
  { after, tolerance, patience }: { readonly after: number; readonly tolerance: number; readonly patience: number },
): number | undefined {
  let since = 0;
  for (let step = after + 1; step < values.length; step += 1) {
    since = (values[step] as number) > decayAt(law, step) * (1 + tolerance) ? since + 1 : 0;
    if (since === patience) return step - patience + 1;
  }
  return undefined;
}
