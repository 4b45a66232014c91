/** The growing front: where corners and centre are after each look, two rewards at a time, or one over the KL. */
import { type ReactElement, useState } from 'react';
import { decimals } from '../../charts/chart-data.ts';
import { klAxisLabel, rewardColour } from '../../charts/looks.tsx';
import { Plot } from '../../charts/plot/plot.tsx';
import { PlotDot, PlotLine, PlotText, type Point } from '../../charts/plot/plot-marks.tsx';
import type { KeptRun, LookPoint } from '../state/run.ts';

interface Axis {
  readonly label: string;
  readonly colour?: string;
  readonly of: (point: LookPoint) => number;
}

export function LookFront({ run }: { readonly run: KeptRun }): ReactElement {
  const { looks, plan } = run;
  const { rewards } = plan.recipe;
  const [pair, setPair] = useState<readonly [number, number]>([0, 1]);
  const rewardAxis = (place: number): Axis => ({
    label: plan.labels[place] as string,
    colour: rewardColour(place),
    of: (point) => point.rewards[rewards[place] as string] as number,
  });
  const kl: Axis = { label: klAxisLabel, of: (point) => point.kl };
  const [x, y] = rewards.length === 1 ? [kl, rewardAxis(0)] : [rewardAxis(pair[0]), rewardAxis(pair[1])];
  const at = (point: LookPoint): Point => [x.of(point), y.of(point)];
  /** From one end to the other, the centre between them. */
  const along = (points: readonly LookPoint[]): readonly LookPoint[] => {
    const share = ({ weights }: LookPoint) =>
      rewards.length === 1 ? (weights[0] as number) : (weights[pair[0]] as number) - (weights[pair[1]] as number);
    const drawn = points.filter(({ weights }) => rewards.length < 3 || weights.every((w, i) => w < 1 || pair.includes(i)));
    return [...drawn].sort((a, b) => share(a) - share(b));
  };
  const newest = looks.at(-1);
  const texts = newest?.points[0]?.texts.length ?? 0;
  const all = looks.flatMap(({ points }) => points);
  // Before the first step every weighting is the base.
  const last = newest && newest.step > 0 ? along(newest.points) : [];
  const said = (place: string, point: LookPoint) =>
    `${place}: ${x.label} ${decimals(x.of(point), 2)}, ${y.label} ${decimals(y.of(point), 2)}`;
  const base = looks[0]?.step === 0 ? looks[0].points[0] : undefined;
  return (
    <section className="look-front">
      <h4>The front so far{newest ? `, after step ${newest.step}` : ''}</h4>
      {rewards.length === 3 && (
        <label>
          Rewards{' '}
          <select
            className="field"
            value={pair.join()}
            onChange={(event) => setPair(event.target.value.split(',').map(Number) as [number, number])}
          >
            {['0,1', '0,2', '1,2'].map((value) => (
              <option key={value} value={value}>
                {value
                  .split(',')
                  .map((place) => plan.labels[Number(place)])
                  .join(' and ')}
              </option>
            ))}
          </select>
        </label>
      )}
      <Plot
        name={`The growing front: ${y.label} over ${x.label}`}
        summary={(last.length > 0
          ? last.map((point) => said(placeWords(point.weights, plan.labels), point))
          : base
            ? [said('The base', base)]
            : []
        ).join('; ')}
        x={{ label: x.label, domain: domainOf(all.map(x.of)), ...(x.colour ? { colour: x.colour } : {}) }}
        y={{ label: y.label, domain: domainOf(all.map(y.of)), ...(y.colour ? { colour: y.colour } : {}) }}
        aspect={0.8}
        maxHeight={380}
      >
        {looks.slice(0, -1).map((look) => (
          <PlotLine key={look.step} points={along(look.points).map(at)} colour="var(--line-strong)" width={1} />
        ))}
        <PlotLine points={last.map(at)} width={2} />
        {last.map((point) => (
          <PlotDot key={point.weights.join()} at={at(point)} radius={4.5} title={placeWords(point.weights, plan.labels)} />
        ))}
        {last.map((point, i) => (
          <PlotText
            key={point.weights.join()}
            at={at(point)}
            dx={i === last.length - 1 ? -8 : 8}
            dy={i === last.length - 1 ? 16 : -8}
            anchor={i === last.length - 1 ? 'end' : 'start'}
          >
            {placeWords(point.weights, plan.labels)}
          </PlotText>
        ))}
        {base && <PlotDot at={at(base)} method="base" radius={6} title="The base" />}
        {base && last.length === 0 && (
          <PlotText at={at(base)} dx={10} dy={4}>
            the base, at any weights
          </PlotText>
        )}
      </Plot>
      <p className="quiet">
        Means of {texts} tuning {texts === 1 ? 'prompt' : 'prompts'}, one answer each: a guide, no result. Grey lines are earlier looks, the
        marker is the base. Station 5 measures on prompts that no run saw.
      </p>
    </section>
  );
}

/** `all on brevity`, `even weights`, or the weights. */
export function placeWords(weights: readonly number[], labels: readonly string[]): string {
  const whole = weights.indexOf(1);
  if (whole >= 0) return `all on ${(labels[whole] ?? '').toLowerCase()}`;
  if (weights.every((weight) => Math.abs(weight - 1 / weights.length) < 1e-6)) return 'even weights';
  return weights.map((weight, i) => `${Math.round(100 * weight)} % ${(labels[i] ?? '').toLowerCase()}`).join(', ');
}

/** What the values span, with room. */
export function domainOf(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.08 * (high - low), 0.05);
  return [low - room, high + room];
}
