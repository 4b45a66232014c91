/** Whole-front numbers and their differences as comma-separated values. */
import type { ChartInterval } from './chart-data.ts';
import type { ChartComparison } from './comparison-table.tsx';
import { type Cell, csv } from './export/csv.ts';
import type { Indicators, PolicyIndicators } from './indicator-data.ts';

type Row = readonly [indicator: string, of: string, mean: Cell, low: Cell, high: Cell];

/** One row a policy and indicator: policy, method, indicator, of (an edge, a reward, a count or a group, where it has one), mean, low, high. */
export function indicatorsCsv(policies: readonly PolicyIndicators[]): string {
  const rows = policies.flatMap(({ id, method, indicators }) => indicatorRows(indicators).map((row) => [id, method, ...row]));
  return csv([['policy', 'method', 'indicator', 'of', 'mean', 'low', 'high'], ...rows]);
}

function indicatorRows(indicators: Indicators): Row[] {
  const { hypervolume, edges, steerability, range, ends, aboveChord, worstGroup } = indicators;
  const { expectedUtility, meanInnerProduct, maximumUtilityLoss, regret, nllAboveBase } = indicators;
  const of = (name: string, values: Readonly<Record<string, ChartInterval>> = {}) =>
    Object.entries(values).map(([key, interval]) => row(name, key, interval));
  const one = (name: string, interval: ChartInterval | undefined) => (interval ? [row(name, '', interval)] : []);
  return [
    ...one('hypervolume', hypervolume),
    ...of('hypervolume_edge', edges),
    ...one('expected_utility', expectedUtility),
    ...one('mean_inner_product', meanInnerProduct),
    ...one('maximum_utility_loss', maximumUtilityLoss),
    ...one('regret', regret),
    ...Object.entries(steerability).map(([reward, value]): Row => ['steerability', reward, value, undefined, undefined]),
    ...of('range', range),
    ...of('ends', ends),
    ...(aboveChord ? [row('above_chord', `of ${aboveChord.of}`, aboveChord.count)] : []),
    ...(worstGroup ? [row('worst_group_inner_product', worstGroup.group, worstGroup.meanInnerProduct)] : []),
    ...one('nll_above_base', nllAboveBase),
  ];
}

/** One row a pair and indicator: policy, less, indicator, mean, low, high. */
export function comparisonsCsv(comparisons: readonly ChartComparison[]): string {
  const rows = comparisons.flatMap(({ policy, less, hypervolume, meanInnerProduct, regret, dominates, dominated }) =>
    Object.entries({ hypervolume, mean_inner_product: meanInnerProduct, regret, dominates, dominated }).flatMap(([name, interval]) =>
      interval ? [[policy, less, name, interval.mean, interval.low, interval.high]] : [],
    ),
  );
  return csv([['policy', 'less', 'indicator', 'mean', 'low', 'high'], ...rows]);
}

function row(name: string, of: string, { mean, low, high }: ChartInterval): Row {
  return [name, of, mean, low, high];
}
