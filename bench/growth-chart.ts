/** bench/growth.svg: how a step and the memory grow, drawn by hand as a string. */
import { scaleLinear } from 'd3-scale';
import { LINE, MEASURED, picture, px, QUIET, text, through } from '../scripts/chart-parts.ts';

/** A setting of a series. */
export interface Point {
  /** Rows, rank, tokens of the prompt, or threads. */
  readonly at: number;
  /** Median of a step. */
  readonly ms: number;
  /** In use: weights, cache, bank, activations. */
  readonly megabytes: number;
}

export interface Growth {
  readonly date: string;
  readonly device: string;
  readonly threads: number;
  /** Of the machine, as it was measured. */
  readonly load: number;
  readonly series: Readonly<Record<'rows' | 'rank' | 'prompt' | 'threads', readonly Point[]>>;
  /** Of a page's thread while 64 rows were decoded. */
  readonly longestTaskMs: number;
}

const PANEL = { width: 200, height: 150, gap: 46, left: 56, top: 44 };
const WIDTH = PANEL.left + 4 * PANEL.width + 3 * PANEL.gap + 20;
const HEIGHT = PANEL.top + 2 * PANEL.height + 2 * PANEL.gap + 34;
const NAMES = {
  rows: 'rows, bank of rank 32',
  rank: 'rank of the bank, 1 row',
  prompt: 'tokens of the prompt, 1 row',
  threads: 'threads, 1 row',
} as const;

/**
 * A step's time, or the memory, over the settings of a series; the broken line is in proportion to the setting, from the first that is not 0. Threads have
 * none: more of them should cost nothing.
 */
function panel(
  points: readonly Point[],
  value: (point: Point) => number,
  at: readonly [number, number],
  words: readonly [string, string],
): string[] {
  const [left, top] = at;
  const [right, bottom] = [left + PANEL.width, top + PANEL.height];
  const widest = Math.max(...points.map((point) => point.at));
  const x = scaleLinear([0, widest], [left, right]);
  const y = scaleLinear([0, 1.1 * Math.max(...points.map(value))], [bottom, top]).nice(4);
  const [below, above] = words;
  const path = (line: readonly (readonly [number, number])[]) => through(line.map(([a, b]) => [x(a), y(b)]));
  const first = points.find((point) => point.at > 0) as Point;
  const slope = value(first) / first.at;
  const reach = Math.min(widest, (y.domain()[1] as number) / slope);
  return [
    ...y
      .ticks(4)
      .flatMap((tick) => [
        `<line x1="${px(left)}" x2="${px(right)}" y1="${px(y(tick))}" y2="${px(y(tick))}" stroke="${tick === 0 ? QUIET : LINE}"/>`,
        text(`${tick}`, [left - 6, y(tick) + 4], 'text-anchor="end"'),
      ]),
    ...x
      .ticks(4)
      .filter(Number.isInteger)
      .map((tick) => text(`${tick}`, [x(tick), bottom + 16], 'text-anchor="middle"')),
    text(below, [left + PANEL.width / 2, bottom + 32], 'text-anchor="middle"'),
    text(above, [left, top - 10], `fill="${QUIET}"`),
    ...(below === NAMES.threads
      ? []
      : [
          `<path d="${path([
            [0, 0],
            [reach, slope * reach],
          ])}" stroke="${QUIET}" stroke-dasharray="3 4" fill="none"/>`,
        ]),
    `<path d="${path(points.map((point) => [point.at, value(point)] as const))}" stroke="${MEASURED}" stroke-width="1.5" fill="none"/>`,
    ...points.map((point) => `<circle cx="${px(x(point.at))}" cy="${px(y(value(point)))}" r="3.5" fill="${MEASURED}"/>`),
  ];
}

export function growthChart({ series }: Pick<Growth, 'series'>): string {
  const panels = (Object.keys(NAMES) as (keyof typeof NAMES)[]).flatMap((name, column) => {
    const left = PANEL.left + column * (PANEL.width + PANEL.gap);
    const below = PANEL.top + PANEL.height + PANEL.gap + 18;
    return [
      ...panel(series[name], ({ ms }) => ms, [left, PANEL.top], [NAMES[name], 'ms a step']),
      ...panel(series[name], ({ megabytes }) => megabytes, [left, below], [NAMES[name], 'MB in use']),
    ];
  });
  return picture('How a step of the kernels and their memory grow with rows, rank, prompt and threads', [WIDTH, HEIGHT], 11, panels);
}
