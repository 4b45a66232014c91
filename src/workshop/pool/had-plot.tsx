/** The front that can be had, drawn: two rewards, or one reward against the KL. */
import type { ReactElement } from 'react';
import { boundsInWords, decimals, weightsInWords } from '../../charts/chart-data.ts';
import { rewardColour } from '../../charts/looks.tsx';
import { NumberTable } from '../../charts/number-table.tsx';
import { Plot, usePlot } from '../../charts/plot/plot.tsx';
import { PlotLegend } from '../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, PlotRule, PlotText, type Point } from '../../charts/plot/plot-marks.tsx';
import type { Interval } from '../../math/statistics.ts';
import type { HadFront, HadPoint } from './had-front.ts';
import type { RewardSurvey } from './survey.ts';

interface Axis {
  readonly label: string;
  readonly colour?: string;
  readonly range: readonly [number, number];
  readonly of: (point: HadPoint) => Interval;
}

export interface HadPlotProps {
  readonly front: HadFront;
  readonly rewards: readonly RewardSurvey[];
  /** Places of the two rewards that are drawn; with one reward it is drawn over the KL. */
  readonly pair: readonly [number, number];
}

export function HadPlot({ front, rewards, pair }: HadPlotProps): ReactElement {
  const [first, second] = pair.map((place) => rewards[place]) as [RewardSurvey, RewardSurvey | undefined];
  const [x, y] = second ? [rewardAxis(first), rewardAxis(second)] : [klAxis(front), rewardAxis(first)];
  const at = (point: HadPoint): Point => [x.of(point).mean, y.of(point).mean];
  const alone = ({ weights }: HadPoint) => !second || weights.every((weight, i) => weight === 0 || pair.includes(i));
  const along = front.points.filter(alone).sort((p, q) => (p.weights[pair[0]] ?? 0) - (q.weights[pair[0]] ?? 0));
  const inside = front.points.filter((point) => !alone(point));
  const labelled = rewards.map(({ id, label, range }) => ({ id, label, range }));
  return (
    <>
      <Plot
        name={`The front that can be had: ${y.label} over ${x.label}`}
        summary={`From ${pointInWords(along[0], x, y)} to ${pointInWords(along.at(-1), x, y)}; the base ${second ? pointInWords(front.base, x, y) : `${y.label} ${decimals(y.of(front.base).mean, 2)}`}.`}
        x={{ label: x.label, domain: domainOf(x, front), ...(x.colour ? { colour: x.colour } : {}) }}
        y={{ label: y.label, domain: domainOf(y, front), ...(y.colour ? { colour: y.colour } : {}) }}
        aspect={0.78}
        maxHeight={420}
      >
        {along.map((point) => (
          <Whiskers key={point.weights.join()} x={x.of(point)} y={y.of(point)} />
        ))}
        <PlotLine points={along.map(at)} colour="var(--ink)" width={1.5} />
        {inside.map((point) => (
          <PlotDot
            key={point.weights.join()}
            at={at(point)}
            radius={4}
            hollow
            colour="var(--ink-2)"
            title={weightsInWords(point.weights, labelled)}
          />
        ))}
        {along.map((point) => (
          <PlotDot key={point.weights.join()} at={at(point)} radius={4} title={weightsInWords(point.weights, labelled)} />
        ))}
        {second && <Corner point={along.at(-1)} label={`all on ${first.label.toLowerCase()}`} at={at} />}
        {second && <Corner point={along[0]} label={`all on ${second.label.toLowerCase()}`} at={at} />}
        {second ? (
          <>
            <PlotDot at={at(front.base)} method="base" radius={6} title="The base as it is" />
            <PlotText at={at(front.base)} dx={10} dy={4}>
              base
            </PlotText>
          </>
        ) : (
          // it is no mixture of candidates, and has no KL from them
          <PlotRule axis="y" value={y.of(front.base).mean} label="the base as it is" />
        )}
      </Plot>
      <PlotLegend
        items={[
          {
            colour: 'var(--ink)',
            line: 'solid',
            label: second ? 'weights from one reward to the other' : 'weights from closeness to the reward',
          },
          ...(inside.length > 0 ? [{ colour: 'var(--ink-2)', hollow: true, label: 'some weight on the third' }] : []),
          ...(second ? [{ method: 'base', label: 'the base as it is' }] : []),
        ]}
      />
    </>
  );
}

export function HadTable({ front, rewards }: Pick<HadPlotProps, 'front' | 'rewards'>): ReactElement {
  const labelled = [...rewards, ...(rewards.length === 1 ? [{ id: 'closeness', label: 'Closeness', range: [0, 1] as const }] : [])];
  return (
    <NumberTable
      name="The front that can be had"
      caption={`Mean rewards of the exact optimum over the pool at a price of ${decimals(front.price, 2)} a nat, with 95 % intervals over prompts; KL from all candidates alike, nats.`}
      head={
        <>
          <th scope="col">Weights</th>
          {rewards.map(({ id, label }) => (
            <th key={id} scope="col">
              {label}
            </th>
          ))}
          <th scope="col">KL</th>
        </>
      }
    >
      {[front.base, ...front.points].map((point) => (
        <tr key={point.weights.join()}>
          <th scope="row">{point.weights.length === 0 ? 'The base as it is' : weightsInWords(point.weights, labelled)}</th>
          {rewards.map(({ id }) => (
            <td key={id}>
              {decimals(point.rewards[id]?.mean)} <small>{boundsInWords(point.rewards[id])}</small>
            </td>
          ))}
          <td>{point.weights.length === 0 ? '–' : decimals(point.kl.mean, 2)}</td>
        </tr>
      ))}
    </NumberTable>
  );
}

/** A front falls from the left to the right: its words lie above its left end and below its right one. */
function Corner({
  point,
  label,
  at,
}: {
  readonly point: HadPoint | undefined;
  readonly label: string;
  readonly at: (point: HadPoint) => Point;
}) {
  const { x, box } = usePlot();
  if (!point) return null;
  const place = at(point);
  const right = x(place[0]) > (box.left + box.right) / 2;
  return (
    <PlotText at={place} dx={right ? 2 : 8} dy={right ? 18 : -8} anchor={right ? 'end' : 'start'}>
      {label}
    </PlotText>
  );
}

function Whiskers({ x, y }: { readonly x: Interval; readonly y: Interval }): ReactElement {
  const lines: Point[][] = [
    [
      [x.low, y.mean],
      [x.high, y.mean],
    ],
    [
      [x.mean, y.low],
      [x.mean, y.high],
    ],
  ];
  return (
    <>
      {lines.map((points, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: across and up
        <PlotLine key={i} points={points} colour="var(--line-strong)" width={1} />
      ))}
    </>
  );
}

function rewardAxis({ id, label, range, place }: RewardSurvey): Axis {
  return { label, range, colour: rewardColour(place), of: (point) => point.rewards[id] as Interval };
}

function klAxis({ points }: HadFront): Axis {
  return {
    label: 'KL from all candidates alike, nats',
    range: [0, Math.max(0.1, ...points.map(({ kl }) => kl.high))],
    of: (point) => point.kl,
  };
}

/** What the points and their intervals span, with a little room, within what is possible. */
function domainOf({ range: [low, high], of }: Axis, { base, points }: HadFront): readonly [number, number] {
  const all = [base, ...points].map(of);
  const [least, most] = [Math.min(...all.map((one) => one.low)), Math.max(...all.map((one) => one.high))];
  const room = Math.max(0.08 * (most - least), 0.01 * (high - low));
  return [Math.max(low, least - room), Math.min(high, most + room)];
}

function pointInWords(point: HadPoint | undefined, x: Axis, y: Axis): string {
  if (!point) return '–';
  return `${x.label} ${decimals(x.of(point).mean, 2)}, ${y.label} ${decimals(y.of(point).mean, 2)}`;
}
