/** Tables of a pack's rewards: what the sliders do, corner to corner, where something was trained, along two axes. */

import { mean } from '../../src/math/statistics.ts';
import type { FrontPoint, FrontPolicy } from '../../src/packs/front.ts';
import { type Cell, decimals, listed, table, withInterval } from './markdown.ts';
import { labelOf, type PackResults } from './read-results.ts';
import { FLUENT, isFluent, MONOTONE, type Slider, slidersOf } from './sliders.ts';

export function sliderTable({ pack, front }: PackResults): string {
  const sliders = slidersOf(pack, front);
  const cell = ({ ends, spearman, ofLevels, monotone, beyondChance }: Slider) =>
    [
      withInterval(ends, 2),
      `ρ ${decimals(spearman, 2)}${monotone ? '' : ` < ${MONOTONE} (of levels ${decimals(ofLevels, 2)})`}`,
      ends && !beyondChance ? (ends.high < 0 ? 'the wrong way' : 'ends not apart') : undefined,
    ]
      .filter((part) => part !== undefined)
      .join('; ');
  const rows = front.policies.map((policy): Cell[] => {
    const own = sliders.filter((slider) => slider.policy === policy.id);
    const fluent = policy.indicators && isFluent(policy.indicators);
    return [
      labelOf(pack, policy.id),
      ...pack.rewards.map((reward) => own.filter((slider) => slider.reward === reward).map(cell)[0]),
      ...pack.rewards.map((reward) => withInterval(policy.indicators?.range?.[reward], 2)),
      span(policy, ({ kl }) => kl.mean, 1),
      policy.indicators?.nllAboveBase && `${withInterval(policy.indicators.nllAboveBase, 2)}${fluent ? '' : ` > ${FLUENT}`}`,
      span(policy, ({ finished }) => finished, 2),
      span(policy, ({ distinct3 }) => distinct3, 2),
    ];
  });
  const head = [
    'sliders',
    ...pack.rewards.map((reward) => `${reward}: own end less others`),
    ...pack.rewards.map((reward) => `${reward}: range`),
    'KL, nats an answer',
    'highest NLL above the base',
    'finished',
    'distinct-3',
  ];
  return table(head, rows);
}

/** Lowest to highest over a policy's points; one figure where they print alike. */
export function span(
  { points }: FrontPolicy,
  value: (point: FrontPolicy['points'][number]) => number | undefined,
  digits: number,
): string | undefined {
  const values = points.flatMap((point) => value(point) ?? []);
  if (values.length === 0) return undefined;
  const [low, high] = [decimals(Math.min(...values), digits), decimals(Math.max(...values), digits)];
  return low === high ? low : `${low} to ${high}`;
}

/** Rewards and their twins from no weight to all of it: a reward that rises without its twin was hacked. */
export function endsTable({ pack, front, twins }: PackResults): string | undefined {
  const twinned = pack.rewards.flatMap((reward, axis) => {
    const twin = twins.get(reward);
    return twin === undefined ? [] : [{ twin, axis }];
  });
  const rows = front.policies.flatMap(({ id, points }): Cell[][] => {
    const corners = points.filter(({ weights }) => weights.includes(1));
    if (corners.length < pack.rewards.length) return [];
    const between = (axis: number, value: (point: FrontPoint) => number | undefined) => {
      const at = (own: boolean) =>
        mean(corners.filter(({ weights }) => (weights[axis] === 1) === own).flatMap((point) => value(point) ?? []));
      return `${decimals(at(false), 2)} → ${decimals(at(true), 2)}`;
    };
    return [
      [
        labelOf(pack, id),
        ...pack.rewards.map((reward, axis) => between(axis, (point) => point.rewards[reward]?.mean)),
        ...twinned.map(({ twin, axis }) => between(axis, (point) => point.twins[twin]?.mean)),
      ],
    ];
  });
  if (rows.length === 0) return undefined;
  return table(['other corners → own', ...pack.rewards, ...twinned.map(({ twin }) => `${twin} (twin)`)], rows);
}

/** Columns: what was trained at one weighting; rows: its utility there, and by how much it exceeds every policy that was steered there. */
export function trainedTable({ pack, front }: PackResults): string | undefined {
  const trained = front.trained ?? [];
  if (trained.length === 0) return undefined;
  const others = [...new Set(trained.flatMap(({ above }) => above.map(({ policy }) => policy)))];
  const head = trained.map(({ policy, weights }) => `${labelOf(pack, policy)} at (${listed(weights, 2)})`);
  const rows: Cell[][] = [
    ['utility there', ...trained.map(({ utility }) => withInterval(utility))],
    ...others.map((other) => [
      `above ${labelOf(pack, other)}`,
      ...trained.map(({ above }) => withInterval(above.find(({ policy }) => policy === other)?.utility)),
    ]),
  ];
  return table(['trained at one weighting', ...head], rows);
}

/** Of the eleven weightings of two axes. */
const SHOWN = [0, 0.2, 0.4, 0.5, 0.6, 0.8, 1];

/** Two axes: what a policy reaches from one end of the slider to the other, golden rewards and twins beside the axes. */
export function alongTheSlider({ pack, front }: PackResults): string {
  const scores = [...pack.rewards.filter((reward) => reward !== 'closeness'), ...(pack.golden ?? [])];
  const twins = [...new Set(front.policies.flatMap(({ points }) => points.flatMap((point) => Object.keys(point.twins))))];
  const rows = front.policies.flatMap(({ id, points }) =>
    points
      .filter(({ weights }) => weights[0] === undefined || SHOWN.includes(weights[0]))
      .sort((a, b) => (a.weights[0] ?? 0) - (b.weights[0] ?? 0))
      .map((point): Cell[] => [
        labelOf(pack, id),
        point.weights[0] === undefined ? undefined : decimals(point.weights[0], 1),
        ...scores.map((score) => withInterval(point.rewards[score])),
        ...twins.map((twin) => withInterval(point.twins[twin])),
        withInterval(point.kl, 1),
      ]),
  );
  return table(
    ['along the slider', `weight of ${pack.rewards[0]}`, ...scores, ...twins.map((twin) => `${twin} (twin)`), 'KL, nats an answer'],
    rows,
  );
}
