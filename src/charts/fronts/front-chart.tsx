/** Two rewards, or a reward and the KL: every policy's measured points and its line, and the live texts moving beside them. */
import { type ReactElement, type ReactNode, useMemo, useRef, useState } from 'react';
import { CartesianGrid, ResponsiveContainer, ScatterChart, XAxis, YAxis } from 'recharts';
import type { ChartAxis, ChartPolicy, ChartReward, LivePoint } from '../chart-data.ts';
import { type Domain, ticks } from '../scale.ts';
import { FrontCard } from './front-card.tsx';
import { axisDomain, type FrontLayout, type FrontSeries, layOutFronts } from './front-layout.ts';
import { FrontMarks } from './front-marks.tsx';
import { type Pointed, type Pointing, PointingContext } from './front-place.ts';
import './fronts.css';

export interface FrontChartProps {
  /** All rewards of the pack, in order. */
  readonly rewards: readonly ChartReward[];
  /** x and y; the points' `rewards` have a value for each. */
  readonly axes: readonly [ChartAxis, ChartAxis];
  /** In drawing order. */
  readonly policies: readonly ChartPolicy[];
  /** Default: the strict staircase. */
  readonly lines?: FrontLayout['lines'];
  /** One large marker a pane. */
  readonly live?: readonly LivePoint[];
  /** The sliders: each policy's nearest measured point gets a ring. */
  readonly weights?: readonly number[];
  /** Whose sample the card shows; default: a point's first sample. */
  readonly samplePrompt?: string;
  /** False: the rewards' whole range. True: the measured fronts; live points outside sit hollow on the frame. */
  readonly zoom?: boolean;
  /** Default true: drawn faded. */
  readonly showDominated?: boolean;
  /** Drawn over the measured points, inside the axes, by itself: see SweptMarks. One element for as long as it shows the same. */
  readonly overlay?: ReactNode;
  /** Of x and y: values that the axes hold beside the measured ones, see heldValues. One array for as long as they are the same. */
  readonly held?: readonly (readonly number[])[];
  /** Id of the live point to emphasise. */
  readonly highlight?: string;
  /** A measured point was chosen by click, Enter or Space. The base's point has no weights and is not offered. */
  onPick?(weights: readonly number[], policyId: string): void;
  onHoverLive?(id: string | undefined): void;
  /** px, default 360. */
  readonly height?: number;
}

export function FrontChart(props: FrontChartProps): ReactElement {
  const { rewards, axes, policies, lines = 'staircase', live = none, weights, samplePrompt, overlay, held = none } = props;
  const { zoom = false, showDominated = true, highlight, onPick, onHoverLive, height = 360 } = props;
  const [pointed, setPointed] = useState<Pointed>();
  const [x, y] = axes;
  const domains = useMemo(
    () => [axisDomain(x, policies, zoom, held[0]), axisDomain(y, policies, zoom, held[1])] as const,
    [x, y, policies, zoom, held],
  );
  const series = useMemo(() => {
    const fronts = layOutFronts(policies, { axes: [x, y], domains, lines, weights });
    return showDominated ? fronts : fronts.map((one) => ({ ...one, marks: one.marks.filter((mark) => !mark.dominated || mark.nearest) }));
  }, [policies, x, y, domains, lines, weights, showDominated]);

  const hovered = useRef<string>(undefined);
  const pointing = useMemo<Pointing>(
    () => ({
      pointed,
      onPoint(next) {
        setPointed(next);
        if (liveId(next) === hovered.current) return;
        hovered.current = liveId(next);
        onHoverLive?.(hovered.current);
      },
      onPick:
        onPick &&
        (({ point, policy }) => {
          if (point.weights.length > 0) onPick(point.weights, policy.id);
        }),
    }),
    [pointed, onPick, onHoverLive],
  );
  // The axes and the grid are the slow part: they are drawn anew when what they show changes, not when the pointer moves.
  const plot = useMemo(
    () => <Plot {...{ rewards, axes: [x, y], domains, series, live, highlight, overlay, height }} />,
    [rewards, x, y, domains, series, live, highlight, overlay, height],
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls
    <div className="front-chart" role="group" aria-label={`${y.label} against ${x.label}: measured fronts and the present texts`}>
      <div className="front-plot">
        <PointingContext value={pointing}>{plot}</PointingContext>
        {pointed && (
          <div className="front-card-place" style={placeCard(pointed, height)}>
            <FrontCard pointed={pointed} rewards={rewards} samplePrompt={samplePrompt} pickable={onPick !== undefined} />
          </div>
        )}
      </div>
    </div>
  );
}

/** One object, so that what is left out is no change. */
const none: readonly never[] = [];

interface PlotProps extends Pick<FrontChartProps, 'rewards' | 'axes' | 'overlay'> {
  readonly domains: readonly [Domain, Domain];
  readonly series: readonly FrontSeries[];
  readonly live: readonly LivePoint[];
  readonly highlight: string | undefined;
  readonly height: number;
}

function Plot({ rewards, axes, domains, series, live, highlight, overlay, height }: PlotProps): ReactElement {
  const [x, y] = axes;
  const shared = { type: 'number', allowDataOverflow: true, tickLine: false, tick: { fontSize: 12 }, stroke: 'var(--ink-3)' } as const;
  return (
    <ResponsiveContainer width="100%" height={height} minWidth={0}>
      <ScatterChart accessibilityLayer={false} margin={{ top: 8, right: 12, bottom: 22, left: 6 }}>
        <CartesianGrid stroke="var(--line)" />
        <XAxis
          {...shared}
          dataKey="x"
          domain={[...domains[0]]}
          ticks={ticks(domains[0])}
          label={{ value: axisName(x), position: 'insideBottom', offset: -14, fontSize: 13, fill: x.colour }}
        />
        <YAxis
          {...shared}
          dataKey="y"
          width={52}
          domain={[...domains[1]]}
          ticks={ticks(domains[1])}
          label={{
            value: axisName(y),
            angle: -90,
            position: 'insideLeft',
            fontSize: 13,
            fill: y.colour,
            style: { textAnchor: 'middle' },
          }}
        />
        <FrontMarks rewards={rewards} axes={axes} domains={domains} series={series} live={live} highlight={highlight} overlay={overlay} />
      </ScatterChart>
    </ResponsiveContainer>
  );
}

/** Of the pane's text that is pointed at, where it is one. */
function liveId(pointed: Pointed | undefined): string | undefined {
  return pointed && 'live' in pointed ? pointed.live.id : undefined;
}

/** Beside the point: on the side, and at the height, where the card has more room. */
function placeCard({ left, top, right }: Pointed, height: number): Record<string, string> {
  const [edge, distance] = top > height / 2 ? ['bottom', height - top] : ['top', top];
  return { '--card-x': right ? `calc(${left - 14}px - 18rem)` : `${left + 14}px`, [edge]: `${distance + 14}px` };
}

/** The arrow points where the axis gets better. */
function axisName({ label, better }: ChartAxis): string {
  return better === 'higher' ? `${label}, better →` : `← better, ${label}`;
}
