/** From measured policies and two axes to what the front chart draws, in reward units. Pure; pixels come later. */
import { paretoFront, staircase } from '../../math/pareto-front.ts';
import { nearestWeighting } from '../../math/simplex.ts';
import type { ChartAxis, ChartMean, ChartPoint, ChartPolicy } from '../chart-data.ts';
import type { Domain } from '../scale.ts';

export interface FrontMark {
  /** `policy/index`, unique in the chart. */
  readonly key: string;
  readonly policy: ChartPolicy;
  readonly point: ChartPoint;
  readonly x: ChartMean;
  readonly y: ChartMean;
  /** Another weighting of the same policy is at least as good on both axes and better on one. */
  readonly dominated: boolean;
  /** The measured weighting that is nearest to the sliders. */
  readonly nearest: boolean;
}

export interface FrontSeries {
  readonly policy: ChartPolicy;
  readonly marks: readonly FrontMark[];
  /** Corners of the policy's line; empty where none is drawn. */
  readonly line: readonly (readonly [number, number])[];
}

export interface FrontLayout {
  readonly axes: readonly [ChartAxis, ChartAxis];
  readonly domains: readonly [Domain, Domain];
  /** `staircase`: the boundary of what is dominated. `weights`: from weighting to weighting, where one weight decides the other. */
  readonly lines: 'staircase' | 'weights';
  /** The sliders. */
  readonly weights?: readonly number[] | undefined;
}

/** Points that lack one of the two values are left out. */
export function layOutFronts(policies: readonly ChartPolicy[], { axes, domains, lines, weights }: FrontLayout): FrontSeries[] {
  // Pareto fronts maximise: an axis of which less is better is turned round for them, and back for the eye.
  const signs = axes.map(({ better }) => (better === 'higher' ? 1 : -1)) as [number, number];
  const turn = ([x, y]: readonly [number, number]): [number, number] => [signs[0] * x, signs[1] * y];
  const floor = turn([domains[0][signs[0] > 0 ? 0 : 1], domains[1][signs[1] > 0 ? 0 : 1]]);
  return policies.map((policy) => {
    const points = policy.points.flatMap((point) => {
      const x = point.rewards[axes[0].id];
      const y = point.rewards[axes[1].id];
      return x && y ? [{ point, x, y }] : [];
    });
    // What grows is drawn, and belongs to no front before it has ended.
    const settled = points.filter(({ point }) => !point.growing);
    const means = settled.map(({ x, y }): [number, number] => turn([x.mean, y.mean]));
    const front = new Set(paretoFront(means).map((index) => settled[index]?.point));
    const nearest = weights
      ? nearestWeighting(
          weights,
          points.map(({ point }) => point.weights),
        )
      : -1;
    const marks = points.map(({ point, x, y }, i) => ({
      key: `${policy.id}/${i}`,
      policy,
      point,
      x,
      y,
      // Trained one by one, points do not replace one another; along a dial every point is one of its settings.
      dominated: lines === 'staircase' && !policy.apart && !point.growing && !front.has(point),
      nearest: i === nearest,
    }));
    if (policy.apart || settled.length < 2) return { policy, marks, line: [] };
    return { policy, marks, line: lines === 'weights' ? weightLine(marks) : staircase(means, floor).map(turn) };
  });
}

/** The means in the order of the first weight. */
function weightLine(marks: readonly FrontMark[]): [number, number][] {
  const first = ({ point }: FrontMark) => point.weights[0] ?? 0;
  return marks
    .filter(({ point }) => !point.growing)
    .sort((a, b) => first(a) - first(b))
    .map(({ x, y }) => [x.mean, y.mean]);
}

/**
 * The span of an axis: its whole range, or (zoomed) the measured intervals with 6 % room, cut to the range. It depends on the measured
 * fronts, so it stays still while sliders move, and on what a sweep asks to be held.
 * @param held Lowest and highest value that lie inside whatever was measured; the KL has no range that could cut them.
 */
export function axisDomain(axis: ChartAxis, policies: readonly ChartPolicy[], zoom: boolean, held: readonly number[] = []): Domain {
  const [lowest, highest] = axis.better === 'lower' ? [axis.range[0], Math.max(axis.range[1], ...held)] : axis.range;
  const values = zoom ? policies.flatMap(({ points }) => points.flatMap((point) => point.rewards[axis.id] ?? [])) : [];
  if (values.length === 0) return [lowest, highest];
  const low = Math.min(...values.map((value) => value.low ?? value.mean));
  const high = Math.max(...values.map((value) => value.high ?? value.mean));
  const room = Math.max(0.06 * (high - low), 0.01);
  return [Math.max(lowest, Math.min(low - room, ...held)), Math.min(highest, Math.max(high + room, ...held))];
}

/** Parts of an axis's range that what is held is rounded to: so the axes move seldom while points come. */
const HELD_STEPS = 20;

/** Lowest and highest mean of the settled points along an axis, rounded outwards to a twentieth of its range; nothing where there is none. */
export function heldValues(axis: ChartAxis, policies: readonly ChartPolicy[]): readonly number[] {
  const means = policies.flatMap(({ points }) => points.flatMap((point) => (point.growing ? [] : (point.rewards[axis.id]?.mean ?? []))));
  if (means.length === 0) return [];
  const step = (axis.range[1] - axis.range[0]) / HELD_STEPS;
  return [Math.floor(Math.min(...means) / step) * step, Math.ceil(Math.max(...means) / step) * step];
}
