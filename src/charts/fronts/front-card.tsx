/** What a pointed-at point of the front is: its weights, its numbers, and what the model says there. */
import type { ReactElement } from 'react';
import { boundsInWords, type ChartPoint, type ChartReward, decimals, textsInWords, weightsInWords } from '../chart-data.ts';
import { rewardColour } from '../looks.tsx';
import { Marker } from '../marker.tsx';
import type { Pointed } from './front-place.ts';

interface FrontCardProps {
  readonly pointed: Pointed;
  readonly rewards: readonly ChartReward[];
  readonly samplePrompt: string | undefined;
  readonly pickable: boolean;
}

/** Hidden from screen readers, which get the same from the point's name and from the table. */
export function FrontCard({ pointed, rewards, samplePrompt, pickable }: FrontCardProps): ReactElement {
  const point = 'mark' in pointed ? pointed.mark.point : undefined;
  const { label: name, method, variant } = 'mark' in pointed ? pointed.mark.policy : pointed.live;
  const swept = 'mark' in pointed && pointed.mark.policy.swept;
  const sample = point?.samples?.find(({ prompt }) => prompt === samplePrompt) ?? point?.samples?.[0];
  const steered = point !== undefined && point.weights.length > 0;
  const meanOf = (reward: string) => ('mark' in pointed ? point?.rewards[reward]?.mean : pointed.live.rewards[reward]);
  return (
    <div className="front-card" aria-hidden="true">
      <p className="front-card-head">
        <Marker method={method} variant={variant} hollow={swept ?? false} />
        <strong>{name}</strong>
        <span>{point === undefined ? 'this text' : steered ? weightsInWords(point.weights, rewards) : 'as it is'}</span>
      </p>
      <dl className="front-card-numbers">
        {rewards.map(({ id, label }, i) => (
          <div key={id}>
            <dt style={{ color: rewardColour(i) }}>{label}</dt>
            <dd>{decimals(meanOf(id), 2)}</dd>
            <dd className="front-card-interval">{boundsInWords(point?.rewards[id])}</dd>
          </div>
        ))}
      </dl>
      {swept && point && <p className="front-card-note">{sweptInWords(point)}</p>}
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
      {steered && pickable && <p className="front-card-note">Click to set the sliders</p>}
    </div>
  );
}

/** What a point of a sweep is a mean of. */
function sweptInWords({ texts = 0, growing, samples = [] }: ChartPoint): string {
  if (growing) return 'This sweep: still being written';
  if (texts === 1) return 'This sweep: one text, no mean';
  const prompts = new Set(samples.map(({ prompt }) => prompt)).size;
  return `This sweep: mean of ${textsInWords(texts)}${prompts > 1 ? ` to ${prompts} prompts` : ''}`;
}
