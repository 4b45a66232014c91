/** docs/series.svg: one chart, drawn by hand as a string. */
import { scaleLinear } from 'd3-scale';
import { LINE, MEASURED, picture, px, QUIET, text, through } from '../chart-parts.ts';
import { decimals } from './markdown.ts';
import { predict, type SeriesPack } from './series.ts';

const WIDTH = 720;
const HEIGHT = 440;
const PLOT = { left: 64, right: 700, top: 24, bottom: 344 };
const CURVE = Array.from({ length: 101 }, (_, i) => 0.5 + i / 200);

export function seriesChart(packs: readonly SeriesPack[]): string {
  const curve = CURVE.map((c) => predict(c));
  const tops = packs.flatMap(({ measured }) => (measured ? [measured.high] : []));
  const bottoms = packs.flatMap(({ measured }) => (measured ? [measured.low] : []));
  const widest = Math.max(...packs.map(({ misalignment }) => misalignment), ...curve.map(({ misalignment }) => misalignment));
  const x = scaleLinear([0, widest], [PLOT.left, PLOT.right]).nice();
  const y = scaleLinear([Math.min(0, ...bottoms), Math.max(...curve.map(({ lost }) => lost), ...tops)], [PLOT.bottom, PLOT.top]).nice();
  const axes = [
    ...y.ticks(6).map((tick) => {
      const line = `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${px(y(tick))}" y2="${px(y(tick))}" stroke="${tick === 0 ? QUIET : LINE}"/>`;
      return line + text(decimals(tick, 1), [PLOT.left - 8, y(tick) + 4], 'text-anchor="end"');
    }),
    ...x.ticks(9).map((tick) => text(String(tick), [x(tick), PLOT.bottom + 18], 'text-anchor="middle"')),
    text(
      'misalignment of the experts that training asks for, nats an answer at equal weights',
      [(PLOT.left + PLOT.right) / 2, PLOT.bottom + 40],
      'text-anchor="middle"',
    ),
    text('hypervolume of CLP less that of Rewarded Soups, share of the box', [PLOT.left, 14]),
  ];
  const path = through(curve.map(({ misalignment, lost }) => [x(misalignment), y(lost)]));
  const predicted = packs.flatMap(({ prose }) => {
    if (prose === undefined) return [];
    const { misalignment, lost } = predict(prose);
    return [
      `<circle cx="${px(x(misalignment))}" cy="${px(y(lost))}" r="4" fill="#fff" stroke="${QUIET}" stroke-width="1.5"/>`,
      text(decimals(prose, 1), [x(misalignment), y(lost) - 10], `fill="${QUIET}" text-anchor="middle"`),
    ];
  });
  const measured = packs.flatMap(({ misalignment, prose, measured: found }) => {
    if (!found) return [];
    const at = px(x(misalignment));
    const name = prose === undefined ? 'twins' : decimals(prose, 1);
    return [
      `<line x1="${at}" x2="${at}" y1="${px(y(found.low))}" y2="${px(y(found.high))}" stroke="${MEASURED}" stroke-width="2"/>`,
      `<circle cx="${at}" cy="${px(y(found.mean))}" r="5" fill="${MEASURED}"/>`,
      text(name, [x(misalignment) + 10, y(found.mean) + 4], `fill="${MEASURED}"`),
    ];
  });
  const [first, second] = [PLOT.bottom + 68, PLOT.bottom + 88];
  const key = [
    `<circle cx="${PLOT.left + 14}" cy="${first - 4}" r="5" fill="${MEASURED}"/>`,
    text('measured, with a 95 % interval', [PLOT.left + 36, first]),
    `<path d="M${PLOT.left} ${second - 4}h28" stroke="${QUIET}" stroke-width="1.5" fill="none"/>`,
    text('lesson 6: the exact optimum less the mix of exact experts', [PLOT.left + 36, second]),
    text('numbers: what plain prose is worth', [PLOT.right, first], `fill="${QUIET}" text-anchor="end"`),
  ];
  return picture('How far CLP is ahead of Rewarded Soups, by how far the experts part', [WIDTH, HEIGHT], 12, [
    ...axes,
    `<path d="${path}" fill="none" stroke="${QUIET}" stroke-width="1.5"/>`,
    ...predicted,
    ...measured,
    ...key,
  ]);
}
