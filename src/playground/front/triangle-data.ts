/** From the measured policies and the reader's choice to what the triangle is coloured by. */
import type { ChartPolicy, ChartReward } from '../../charts/chart-data.ts';
import { rewardColour } from '../../charts/looks.tsx';
import { methodColour } from '../../charts/marker.tsx';
import {
  type ColourScale,
  rewardMeasure,
  type TriangleValue,
  triangleValues,
  utilityMeasure,
  valueDifferences,
  valueDomain,
} from '../../charts/triangle/triangle-values.ts';

/** Stands for a reward's id where the weighted sum colours. */
export const utilityColour = 'utility';

export interface ColouringChoice {
  /** A reward's id, or `utilityColour`. */
  readonly colour: string;
  readonly of: ChartPolicy | undefined;
  readonly less: ChartPolicy | undefined;
  /** Policies whose values the scale covers, so that one colour means one value for all of them. */
  readonly drawn: readonly ChartPolicy[];
  /** Of the utility. */
  readonly weights: readonly number[] | undefined;
  readonly rewards: readonly ChartReward[];
  /** Lowest and highest value of each reward; its range unless given. */
  readonly scale: readonly (readonly [number, number])[] | undefined;
}

export interface Colouring {
  readonly values: readonly TriangleValue[];
  readonly scale: ColourScale;
  /** `cheer of CLP`, `cheer of CLP less Rewarded Soups`. */
  readonly shows: string;
}

export function colouring({ colour, of, less, drawn, weights, rewards, scale }: ColouringChoice): Colouring {
  const index = rewards.findIndex(({ id }) => id === colour);
  const measure =
    weights && colour === utilityColour
      ? utilityMeasure(
          weights,
          rewards.map(({ id }) => id),
          scale ?? rewards.map(({ range }) => range),
        )
      : rewardMeasure(colour);
  const valuesOf = (policy: ChartPolicy | undefined) => (policy ? triangleValues(policy, measure) : []);
  const what = index >= 0 ? (rewards[index]?.label.toLowerCase() ?? colour) : 'utility at these weights';
  const shows = `${what}${of ? ` of ${of.label}` : ''}`;
  if (of && less) {
    const values = valueDifferences(valuesOf(of), valuesOf(less));
    const domain = valueDomain(
      values.map(({ mean }) => mean),
      true,
    );
    // Two policies of one method have one colour: then the two that eyes of every kind tell apart.
    const [high, low] = of.method === less.method ? ['clp', 'rs'] : [of.method, less.method];
    return {
      values,
      shows: `${shows} less ${less.label}`,
      scale: { domain, diverging: true, high: methodColour(high), low: methodColour(low), ends: [less.label, of.label] },
    };
  }
  const values = valuesOf(of);
  const all = [...values, ...drawn.flatMap(valuesOf)].map(({ mean }) => mean);
  const hue = index >= 0 ? rewardColour(index) : 'var(--ink)';
  return { values, shows, scale: { domain: valueDomain(all, false), diverging: false, high: hue, low: hue } };
}
