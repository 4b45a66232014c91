/** From the texts of a sweep to the points that the chart draws: a mean of each weighting, kept up to date text by text. */

import { klAxis } from '../../charts/chart-axes.ts';
import type { ChartMean, ChartPoint, ChartPolicy } from '../../charts/chart-data.ts';
import { mean } from '../../math/statistics.ts';
import type { LiveFront, SweptPoint } from '../../measure/live-front.ts';
import type { SweepText } from './sweep-text.ts';

/** How a series of the sweep (a policy with its options) looks in the chart. */
export type SweptLook = Omit<ChartPolicy, 'points'>;

export interface SweptPoints {
  /**
   * @param texts As the sweep has them now; a text that did not change is the same object as before, at the same place.
   * @param front Whose intervals the points have; it may lag behind the texts.
   * @returns The series in the order of the sweep; a point of which nothing changed is the same object as before.
   */
  update(texts: readonly SweepText[], front?: LiveFront): readonly ChartPolicy[];
  /** Points that the last update had to make anew, for tests: what a frame costs. */
  readonly remade: number;
}

interface Cell {
  readonly key: string;
  readonly weights: readonly number[];
  /** Of its texts among all. */
  readonly places: number[];
  point?: ChartPoint | undefined;
}

/** @param lookOf Of a series of the sweep. */
export function createSweptPoints(lookOf: (series: string) => SweptLook): SweptPoints {
  let before: readonly SweepText[] = [];
  let frontBefore: LiveFront | undefined;
  let cellOf: readonly Cell[] = [];
  let bySeries = new Map<string, Cell[]>();
  let estimates = new Map<string, SweptPoint>();
  let policies: readonly ChartPolicy[] = [];
  let remade = 0;

  return {
    get remade() {
      return remade;
    },
    update(texts, front) {
      remade = 0;
      if (texts === before && front === frontBefore) return policies;
      const samePlan = texts.length === before.length && texts.every((text, i) => text === before[i] || text.key === before[i]?.key);
      const all = !samePlan || front !== frontBefore;
      if (!samePlan) ({ cellOf, bySeries } = arrange(texts));
      if (front !== frontBefore) estimates = estimatesOf(front);
      const changed = new Set(cellOf.filter((_, i) => all || texts[i] !== before[i]));
      [before, frontBefore] = [texts, front];
      for (const cell of changed) {
        cell.point = pointOf(
          cell.weights,
          cell.places.map((place) => texts[place] as SweepText),
          estimates.get(cell.key),
        );
        remade += 1;
      }
      // A front that was opened from a file has points and no texts.
      const told =
        texts.length === 0
          ? openedSeries(front)
          : [...bySeries].map(([series, cells]) => [series, cells.flatMap(({ point }) => point ?? [])] as const);
      policies = told.flatMap(([series, points]) => (points.length === 0 ? [] : [{ ...lookOf(series), swept: true, points }]));
      return policies;
    },
  };
}

const keyOf = (series: string, weights: readonly number[]) => `${series} ${weights.join()}`;

function estimatesOf(front: LiveFront | undefined): Map<string, SweptPoint> {
  return new Map(front?.series.flatMap(({ series, points }) => points.map((point) => [keyOf(series, point.weights), point] as const)));
}

function openedSeries(front: LiveFront | undefined): (readonly [series: string, points: readonly ChartPoint[]])[] {
  return (front?.series ?? []).map(({ series, points }) => [
    series,
    points.map(({ weights, rewards, ended }) => ({ weights, rewards, texts: ended })),
  ]);
}

/** Which text belongs to which point. */
function arrange(texts: readonly SweepText[]): { readonly cellOf: Cell[]; readonly bySeries: Map<string, Cell[]> } {
  const cells = new Map<string, Cell>();
  const bySeries = new Map<string, Cell[]>();
  const cellOf = texts.map(({ series, weights }, place) => {
    const key = keyOf(series, weights);
    let cell = cells.get(key);
    if (!cell) {
      cell = { key, weights, places: [] };
      cells.set(key, cell);
      bySeries.set(series, [...(bySeries.get(series) ?? []), cell]);
    }
    cell.places.push(place);
    return cell;
  });
  return { cellOf, bySeries };
}

/** Means of the texts that ended; before one has, of what is written so far. Undefined where nothing has a score yet. */
function pointOf(weights: readonly number[], texts: readonly SweepText[], estimate: SweptPoint | undefined): ChartPoint | undefined {
  const ended = texts.filter(({ stop }) => stop !== undefined);
  const used = (ended.length > 0 ? ended : texts).filter(({ scores }) => Object.keys(scores).length > 0);
  const [first] = used;
  if (!first) return undefined;
  const kl = meanOf(used, (text) => text.kl);
  const rewards = Object.keys(first.scores).flatMap((id) => {
    const value = meanOf(used, ({ scores }) => scores[id]);
    return value === undefined ? [] : [[id, withBounds(value, estimate?.rewards[id])] as const];
  });
  const klMean = kl === undefined ? undefined : withBounds(kl, estimate?.rewards[klAxis]);
  return {
    weights,
    rewards: Object.fromEntries(klMean ? [...rewards, [klAxis, klMean]] : rewards),
    texts: used.length,
    growing: ended.length === 0,
    samples: used,
    ...(klMean ? { kl: klMean } : {}),
    ...(ended.length > 0 ? { finished: ended.filter(({ stop }) => stop === 'end').length / ended.length } : {}),
  };
}

/** An interval is reckoned some moments after its texts: one that the mean has left since is not shown. */
function withBounds(value: number, { low, high }: ChartMean = { mean: value }): ChartMean {
  const holds = low !== undefined && high !== undefined && low <= value && value <= high;
  return holds ? { mean: value, low, high } : { mean: value };
}

/** As a published front: of every prompt the mean of its texts, and their mean. Undefined where no text has the value. */
function meanOf(texts: readonly SweepText[], of: (text: SweepText) => number | undefined): number | undefined {
  const byPrompt = new Map<string, number[]>();
  for (const text of texts) {
    const value = of(text);
    if (value === undefined) continue;
    const values = byPrompt.get(text.prompt);
    if (values) values.push(value);
    else byPrompt.set(text.prompt, [value]);
  }
  return byPrompt.size === 0 ? undefined : mean([...byPrompt.values()].map(mean));
}
