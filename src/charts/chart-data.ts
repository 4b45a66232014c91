/** What the charts draw. Structural types: the objects of front.json fit as they are; the charts know no file, store or engine. */

/** A reward as an axis or a bar. Its hue is its index in the pack: `--reward-<index>`. */
export interface ChartReward {
  readonly id: string;
  readonly label: string;
  readonly range: readonly [number, number];
}

/** What one axis of the front chart shows: a reward, or the KL to the base, of which less is better. */
export interface ChartAxis extends ChartReward {
  readonly better: 'higher' | 'lower';
  /** CSS colour of the axis's name. */
  readonly colour: string;
}

/** A mean, with its 95 % interval unless it is of one text. */
export interface ChartMean {
  readonly mean: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** A mean with its 95 % interval. */
export interface ChartInterval extends ChartMean {
  readonly low: number;
  readonly high: number;
}

/** A weighting of a policy, measured or swept. */
export interface ChartPoint {
  /** Empty for the base model, which no weighting steers. */
  readonly weights: readonly number[];
  readonly rewards: Readonly<Record<string, ChartMean>>;
  /** Nats per answer. */
  readonly kl?: ChartMean;
  /** Share of answers that ended by themselves, in [0, 1]. */
  readonly finished?: number;
  readonly samples?: readonly { readonly prompt: string; readonly text: string; readonly seed: number }[];
  /** Of a sweep: how many texts the means are of, at least 1. */
  readonly texts?: number | undefined;
  /** Of a sweep: no text has ended yet, and the mean is of what is written so far. */
  readonly growing?: boolean | undefined;
}

export interface ChartPolicy {
  readonly id: string;
  /** Method id: decides colour (`--method-<id>`) and marker shape. */
  readonly method: string;
  /** Which of the pack's policies of this method, from 0: decides the marker's filling and the line's dash. */
  readonly variant?: number;
  readonly label: string;
  /** The points are policies of their own (each trained at one weighting): no line joins them. */
  readonly apart?: boolean;
  /** The points are of the reader's own sweep, not of what was measured before: drawn open and dotted. */
  readonly swept?: boolean;
  readonly points: readonly ChartPoint[];
}

/** The one text of a pane: a single sample, not a mean. */
export interface LivePoint {
  readonly id: string;
  readonly label: string;
  readonly method: string;
  readonly variant?: number;
  readonly rewards: Readonly<Record<string, number>>;
  /** Made at weights below 0 or above 1, where nothing was trained: drawn apart. */
  readonly beyond?: boolean;
}

/** `70 % brevity, 30 % richness`: the weights that are not zero, in whole per cents. */
export function weightsInWords(weights: readonly number[], rewards: readonly ChartReward[]): string {
  if (weights.length === 0) return 'no weights';
  return weights
    .map((weight, i) => ({ percent: Math.round(weight * 100), label: rewards[i]?.label.toLowerCase() ?? `reward ${i + 1}` }))
    .filter(({ percent }) => percent !== 0)
    .map(({ percent, label }) => `${decimals(percent, 0)} % ${label}`)
    .join(', ');
}

/** Three decimals, a true minus sign, and a dash for a missing number. */
export function decimals(value: number | undefined, digits = 3): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  return value
    .toFixed(digits)
    .replace(/^-0(\.0*)$/, '0$1')
    .replace('-', '−');
}

/** `0.38 to 0.44`; nothing where there is no interval. */
export function boundsInWords(value: ChartMean | undefined, digits = 2): string {
  if (value?.low === undefined || value.high === undefined) return '';
  return `${decimals(value.low, digits)} to ${decimals(value.high, digits)}`;
}

/** `0.412 (0.38 to 0.44)`, or the mean alone. */
export function intervalInWords(value: ChartMean | undefined, digits = 3): string {
  const bounds = boundsInWords(value, digits);
  return bounds === '' ? decimals(value?.mean, digits) : `${decimals(value?.mean, digits)} (${bounds})`;
}

/** `1 text`, `12 texts`. */
export function textsInWords(texts: number): string {
  return texts === 1 ? '1 text' : `${texts.toLocaleString('en')} texts`;
}
