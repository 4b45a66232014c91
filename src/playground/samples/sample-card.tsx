/** One sample, small: its text, its bars, and the way into the pane. */
import { memo } from 'react';
import { RewardBars } from '../../charts/reward-bars.tsx';
import { rewardBarsOf } from '../panes/bars-of.ts';
import { isWhole, type Sample } from '../state/samples.ts';
import { useTiller } from '../state/tiller-context.ts';

export interface SampleCardProps {
  readonly sample: Sample;
  /** The engine is asked for scores that no text gives. */
  readonly measuring: boolean;
  /** `shown`: it is the pane's text; `no`: sliders or settings have moved on since. */
  readonly usable: 'yes' | 'shown' | 'no';
  readonly onUse: (sample: Sample) => void;
}

export const SampleCard = memo(function SampleCard({ sample, measuring, usable, onUse }: SampleCardProps) {
  const { pack, rewards } = useTiller();
  const { seed, text, stop, scores } = sample;
  // A longer text is a new paragraph, as in the answer: a translating browser may have put its own words into the old one.
  return (
    <li className="sample" aria-busy={stop === undefined}>
      <p key={text} className="sample-text" dir="auto">
        {text}
      </p>
      <RewardBars name={`Rewards of the sample of seed ${seed}`} bars={rewardBarsOf({ pack, rewards }, scores, measuring)} />
      <div className="sample-foot">
        <span>{`seed ${seed}${words[stop ?? 'growing']}`}</span>
        {usable === 'shown' ? (
          <span>in the pane</span>
        ) : (
          <button
            type="button"
            className="button plain"
            disabled={usable === 'no' || !isWhole(sample)}
            aria-label={`Put the sample of seed ${seed} in the pane`}
            onClick={() => onUse(sample)}
          >
            Put in pane
          </button>
        )}
      </div>
    </li>
  );
});

const words = { growing: ', writing', end: '', length: ', cut at the token limit', aborted: ', stopped' } as const;
