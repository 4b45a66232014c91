/** Two rewards, or a reward and the KL: every policy's measured points and its line, and the live texts moving beside them. */
import { type ReactElement, useMemo, useState } from 'react';
import { CartesianGrid, ResponsiveContainer, ScatterChart, XAxis, YAxis } from 'recharts';
import type { ChartAxis, ChartPolicy, ChartReward, LivePoint } from '../chart-data.ts';
import { ticks } from '../scale.ts';
import { FrontCard } from './front-card.tsx';
import { axisDomain, type FrontLayout, layOutFronts } from './front-layout.ts';
import { FrontMarks, type Pointed } from './front-marks.tsx';
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
  /** Id of the live point to emphasise. */
  readonly highlight?: string;
  /** A measured point was chosen by click, Enter or Space. The base's point has no weights and is not offered. */
  onPick?(weights: readonly number[], policyId: string): void;
  onHoverLive?(id: string | undefined): void;
  /** px, default 360. */
  readonly height?: number;
}

export function FrontChart(props: FrontChartProps): ReactElement {
  const {
    rewards,
    axes,
    policies,
    lines = 'staircase',
    live = [],
    weights,
    samplePrompt,
    zoom = false,
    showDominated = true,
    highlight,
    onPick,
    onHoverLive,
  } = props;
  const [pointed, setPointed] = useState<Pointed>();
  const [x, y] = axes;
  const domains = useMemo(() => [axisDomain(x, policies, zoom), axisDomain(y, policies, zoom)] as const, [x, y, policies, zoom]);
  const series = useMemo(() => {
    const fronts = layOutFronts(policies, { axes: [x, y], domains, lines, weights });
    return showDominated ? fronts : fronts.map((one) => ({ ...one, marks: one.marks.filter((mark) => !mark.dominated || mark.nearest) }));
  }, [policies, x, y, domains, lines, weights, showDominated]);

  const point = (next: Pointed | undefined) => {
    setPointed(next);
    if (liveId(next) !== liveId(pointed)) onHoverLive?.(liveId(next));
  };
  const shared = { type: 'number', allowDataOverflow: true, tickLine: false, tick: { fontSize: 12 }, stroke: 'var(--ink-3)' } as const;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls
    <div className="front-chart" role="group" aria-label={`${y.label} against ${x.label}: measured fronts and the present texts`}>
      <div className="front-plot">
        <ResponsiveContainer width="100%" height={props.height ?? 360} minWidth={0}>
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
            <FrontMarks
              rewards={rewards}
              axes={[x, y]}
              domains={domains}
              series={series}
              live={live}
              highlight={highlight}
              pointed={pointed}
              onPoint={point}
              onPick={(mark) => {
                if (mark.point.weights.length > 0) onPick?.(mark.point.weights, mark.policy.id);
              }}
            />
          </ScatterChart>
        </ResponsiveContainer>
        {pointed && (
          <div className="front-card-place" style={placeCard(pointed, props.height ?? 360)}>
            <FrontCard pointed={pointed} rewards={rewards} samplePrompt={samplePrompt} pickable={onPick !== undefined} />
          </div>
        )}
      </div>
    </div>
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
