/** By how much each adapter made a word likelier or less likely, as signed bars in nats. */
import type { CSSProperties } from 'react';
import { rewardColour } from '../../charts/looks.tsx';
import type { Puller } from './why-question.ts';
import { nats } from './why-words.ts';

export interface PullBarsProps {
  readonly pullers: readonly Puller[];
  /** One a puller, in nats; undefined until they are known. */
  readonly pulls: readonly number[] | undefined;
  /** Of all together: log p less the base's. */
  readonly pull: number;
  /** They will not come. */
  readonly failed: boolean;
}

/** Least width of half the scale, in nats: a pull of a hundredth shall not look like one of three. */
const leastScale = 1;

export function PullBars({ pullers, pulls, pull, failed }: PullBarsProps) {
  const scale = Math.max(leastScale, Math.abs(pull), ...(pulls ?? []).map(Math.abs));
  const rows = [
    ...pullers.map(({ name, reward }, i) => ({
      name,
      value: pulls?.[i],
      colour: reward === undefined ? 'var(--ink-3)' : rewardColour(reward),
    })),
    { name: 'against the base', value: pull, colour: 'var(--ink-2)' },
  ];
  return (
    <>
      <dl className="why-pulls" translate="no" aria-label="Pull of each adapter">
        {rows.map(({ name, value, colour }) => (
          <div
            key={name}
            style={{ '--hue': colour, '--reach': Math.abs(value ?? 0) / scale } as CSSProperties}
            data-against={(value ?? 0) < 0 || undefined}
          >
            <dt>{name}</dt>
            <dd className="why-pull-track" aria-hidden="true">
              <span />
            </dd>
            <dd>{value === undefined ? '…' : nats(value)}</dd>
          </div>
        ))}
      </dl>
      <p key={String(pulls === undefined)} className="why-note">
        {pulls || failed
          ? 'What the word would lose without that adapter, in nats of its log-probability. The parts need not add up.'
          : 'Reading once more without each adapter …'}
      </p>
    </>
  );
}
