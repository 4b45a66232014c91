import { deviation } from './calibration.ts';
import { gainsOf } from './credit.ts';
import type { OnPolicySettings } from './recipe.ts';
import { type UtilitySettings, utility } from './utility.ts';

/** Of a group's utility: below it all answers are about as good, and scaling would make a signal of noise. */
const SMALLEST_DEVIATION = 0.3;

/** An answer's rewards and guard up to every token, [tokens][rewards + 1]. */
export type Trace = readonly (readonly number[])[];

/**
 * What every token of a group's answers gained, in units of the group's deviation: of its utility, or with GDPO (arXiv 2601.05242) of each
 * reward before they are summed, which gives rewards of unlike spread the same say. Twin of `group_gains` in models/tiller/on_policy.py.
 */
export function groupGains(
  traces: readonly Trace[],
  weights: readonly number[],
  scale: UtilitySettings,
  { normalise, credit }: Pick<OnPolicySettings, 'normalise' | 'credit'>,
): number[][] {
  const ends = traces.map((trace) => trace.at(-1) as readonly number[]);
  const of = normalise === 'gdpo' ? eachScaled(ends, weights, scale) : sumScaled(ends, weights, scale);
  const empty = of(new Array(scale.units.length + 1).fill(0));
  return traces.map((trace) =>
    gainsOf(
      trace.map((values) => of(values) - empty),
      credit,
    ),
  );
}

type Scalar = (values: readonly number[]) => number;

function sumScaled(ends: Trace, weights: readonly number[], scale: UtilitySettings): Scalar {
  const spread = Math.max(SMALLEST_DEVIATION, deviation(ends.map((values) => utility(values, weights, scale))));
  return (values) => utility(values, weights, scale) / spread;
}

function eachScaled(ends: Trace, weights: readonly number[], scale: UtilitySettings): Scalar {
  const spreads = scale.units.map((unit, i) => {
    const inUnits = ends.map((values) => (values[i] as number) / unit);
    return unit * Math.max(SMALLEST_DEVIATION, deviation(inUnits));
  });
  const one = { ...scale, units: scale.units.map(() => 1) };
  return (values) =>
    utility(
      values.map((value, i) => value / (spreads[i] ?? 1)),
      weights,
      one,
    );
}
