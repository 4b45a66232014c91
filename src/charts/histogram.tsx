/** How scores are spread, as bars over the range of a reward, with their mean. */
import type { ReactElement } from 'react';
import './histogram.css';

export interface HistogramProps {
  /** What it is of, for those who hear it, e.g. "Brevity on 900 answers". */
  readonly label: string;
  readonly values: readonly number[];
  /** Lowest and highest possible value. */
  readonly range: readonly [number, number];
  /** A CSS colour; default: the text's. */
  readonly colour?: string;
  /** Without axis and mean, beside a name. */
  readonly small?: boolean;
}

const bins = 24;
const width = 240;
const height = 72;

export function Histogram({ label, values, range, colour = 'var(--ink-2)', small = false }: HistogramProps): ReactElement {
  const [low, high] = range;
  const counts = countBins(values, range);
  const most = Math.max(1, ...counts);
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const along = (value: number) => (width * (Math.min(high, Math.max(low, value)) - low)) / (high - low);
  const shown = (value: number) => value.toFixed(high - low > 10 ? 0 : 2);
  return (
    <figure className="histogram" data-small={small || undefined}>
      {!small && (
        <p className="histogram-mean-label" aria-hidden="true">
          <span style={{ left: `${Math.min(88, Math.max(12, (100 * along(mean)) / width))}%` }}>mean {shown(mean)}</span>
        </p>
      )}
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={`${label}: mean ${shown(mean)}.`}>
        {counts.map((count, i) => {
          // A bar that is not empty can be seen, however full another is.
          const tall = count === 0 ? 0 : Math.max(1.5, (height - 4) * (count / most));
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
          return <rect key={i} x={(i * width) / bins + 0.5} y={height - tall} width={width / bins - 1} height={tall} fill={colour} />;
        })}
        {!small && values.length > 0 && <line x1={along(mean)} x2={along(mean)} y1={0} y2={height} className="histogram-mean" />}
      </svg>
      {!small && (
        <figcaption aria-hidden="true">
          <span>{shown(low)}</span>
          <span>{shown(high)}</span>
        </figcaption>
      )}
    </figure>
  );
}

/** How many values lie in each of equal parts of the range; what lies beyond it is in the part nearest. */
export function countBins(values: readonly number[], [low, high]: readonly [number, number]): number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    const place = Math.min(bins - 1, Math.max(0, Math.floor((bins * (value - low)) / (high - low))));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}
