/** What the indicator tables show of a policy. Structural: the indicators of front.json fit as they are; what a front lacks is left out. */
import type { ChartInterval } from './chart-data.ts';

export interface Indicators {
  readonly hypervolume: ChartInterval;
  /** Keyed `a+b` by reward ids. */
  readonly edges: Readonly<Record<string, ChartInterval>>;
  /** Reward id to Spearman correlation. */
  readonly steerability: Readonly<Record<string, number>>;
  /** Reward id to the largest less the smallest mean. */
  readonly range?: Readonly<Record<string, ChartInterval>> | undefined;
  /** Reward id to what its slider does from end to end. */
  readonly ends?: Readonly<Record<string, ChartInterval>> | undefined;
  readonly expectedUtility?: ChartInterval | undefined;
  readonly meanInnerProduct?: ChartInterval | undefined;
  /** Lower is better. */
  readonly maximumUtilityLoss?: ChartInterval | undefined;
  readonly aboveChord?: { readonly count: ChartInterval; readonly of: number } | undefined;
  readonly worstGroup?: { readonly group: string; readonly meanInnerProduct: ChartInterval } | undefined;
  /** Nats per token; lower is better. */
  readonly nllAboveBase?: ChartInterval | undefined;
  /** Lower is better. */
  readonly regret?: ChartInterval | undefined;
}

export interface PolicyIndicators {
  readonly id: string;
  readonly method: string;
  readonly variant?: number | undefined;
  readonly label: string;
  readonly indicators: Indicators;
}

/** The reward that a policy's sliders steer least surely, with its Spearman correlation. */
export function leastSteered({ steerability }: Indicators): { readonly reward: string; readonly value: number } | undefined {
  const [least] = Object.entries(steerability).sort(([, a], [, b]) => a - b);
  return least && { reward: least[0], value: least[1] };
}
