/** What a pointed-at point of the front is: its weights, its numbers, and what the model says there. */
import type { ReactElement } from 'react';
import { type ChartReward, decimals, weightsInWords } from '../chart-data.ts';
import { rewardColour } from '../looks.tsx';
import { Marker } from '../marker.tsx';
import type { Pointed } from './front-marks.tsx';

interface FrontCardProps {
  readonly pointed: Pointed;
  readonly rewards: readonly ChartReward[];
  readonly samplePrompt: string | undefined;
  readonly pickable: boolean;
}

/** Hidden from screen readers, which get the same from the point's name and from the table. */
export function FrontCard({ pointed, rewards, samplePrompt, pickable }: FrontCardProps): ReactElement {
  const { mark, live } = pointed;
  const point = mark?.point;
  const sample = point?.samples?.find(({ prompt }) => prompt === samplePrompt) ?? point?.samples?.[0];
  return (
    <div className="front-card" aria-hidden="true">
      <p className="front-card-head">
        <Marker method={mark?.policy.method ?? live?.method ?? 'base'} variant={mark?.policy.variant ?? live?.variant} />
        <strong>{mark?.policy.label ?? live?.label}</strong>
        <span>{live ? 'this text' : point && point.weights.length > 0 ? weightsInWords(point.weights, rewards) : 'as it is'}</span>
      </p>
      <dl className="front-card-numbers">
        {rewards.map(({ id, label }, i) => {
          const interval = point?.rewards[id];
          return (
            <div key={id}>
              <dt style={{ color: rewardColour(i) }}>{label}</dt>
              <dd>{decimals(interval?.mean ?? live?.rewards[id], 2)}</dd>
              <dd className="front-card-interval">{interval ? `${decimals(interval.low, 2)} to ${decimals(interval.high, 2)}` : ''}</dd>
            </div>
          );
        })}
      </dl>
      {point?.kl && (
        <p className="front-card-note">
          {`KL to the base ${decimals(point.kl.mean, 1)} nats${point.finished === undefined ? '' : `, ${Math.round(point.finished * 100)} % ended`}`}
        </p>
      )}
      {sample && (
        <>
          <p className="front-card-prompt" dir="auto">
            {sample.prompt}
          </p>
          <blockquote dir="auto">{sample.text}</blockquote>
        </>
      )}
      {mark && pickable && mark.point.weights.length > 0 && <p className="front-card-note">Click to set the sliders</p>}
    </div>
  );
}
