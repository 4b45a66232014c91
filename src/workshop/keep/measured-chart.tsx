/** The front of what was trained: live while it is measured, with its intervals when it is whole. */
import { type ReactElement, useId, useMemo, useState } from 'react';
import { chartAxes, klAxis } from '../../charts/chart-axes.ts';
import type { ChartReward } from '../../charts/chart-data.ts';
import { FrontChart } from '../../charts/fronts/front-chart.tsx';
import { FrontTable } from '../../charts/fronts/front-table.tsx';
import { Marker } from '../../charts/marker.tsx';
import type { LiveFront } from '../../measure/live-front.ts';
import type { Front } from '../../packs/front.ts';
import type { Pack } from '../../packs/pack.ts';
import { chartAxis, frontPolicies, livePolicies } from './chart-policies.ts';

export interface MeasuredChartProps {
  readonly pack: Pack;
  readonly rewards: readonly ChartReward[];
  readonly live: LiveFront | undefined;
  readonly front: Front | undefined;
}

export function MeasuredChart({ pack, rewards, live, front }: MeasuredChartProps): ReactElement | null {
  const ids = chartAxes(pack.rewards);
  const [x, setX] = useState(ids[0] as string);
  const [y, setY] = useState(ids[1] as string);
  const shown = rewards.filter(({ id }) => id !== 'closeness');
  const policies = useMemo(() => (front ? frontPolicies(pack, front) : live ? livePolicies(pack, live) : []), [pack, front, live]);
  const axes = useMemo(() => [chartAxis(x, rewards, policies), chartAxis(y, rewards, policies)] as const, [x, y, rewards, policies]);
  if (policies.length === 0) return null;
  return (
    <figure className="measured-chart">
      {ids.length > 2 && (
        <div className="measured-axes">
          <AxisPicker label="Across" value={x} other={y} ids={ids} rewards={shown} onChange={setX} />
          <AxisPicker label="Up" value={y} other={x} ids={ids} rewards={shown} onChange={setY} />
        </div>
      )}
      <FrontChart rewards={rewards} axes={axes} policies={policies} lines="weights" height={340} />
      <ul className="measured-legend" aria-label="What is drawn">
        {policies.map(({ id, method, variant, label }) => (
          <li key={id}>
            <Marker method={method} {...(variant === undefined ? {} : { variant })} /> {label}
          </li>
        ))}
      </ul>
      <figcaption>
        {front
          ? `Means of ${front.prompts.length} held-out prompts, ${front.seeds.length === 1 ? 'one answer' : `${front.seeds.length} answers`} each; bars are 95 % intervals over prompts.`
          : 'Open marks: what is measured so far.'}
      </figcaption>
      <details>
        <summary>Numbers</summary>
        <FrontTable rewards={rewards} policies={policies} />
      </details>
    </figure>
  );
}

interface AxisPickerProps {
  readonly label: string;
  readonly value: string;
  /** On the other axis: not offered. */
  readonly other: string;
  readonly ids: readonly string[];
  readonly rewards: readonly ChartReward[];
  readonly onChange: (id: string) => void;
}

function AxisPicker({ label, value, other, ids, rewards, onChange }: AxisPickerProps): ReactElement {
  const id = useId();
  return (
    <span>
      <label htmlFor={id}>{label}</label>
      <select id={id} className="field" value={value} onChange={(event) => onChange(event.target.value)}>
        {ids.map((axis) => (
          <option key={axis} value={axis} disabled={axis === other}>
            {axis === klAxis ? 'KL' : (rewards.find((reward) => reward.id === axis)?.label ?? axis)}
          </option>
        ))}
      </select>
    </span>
  );
}
