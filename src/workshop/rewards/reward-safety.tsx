/** What stands beside a reward so that nobody is fooled by it: how it pulls against the others, how it can be cheated, its twin and the guard. */
import { type ReactElement, useMemo } from 'react';
import type { Definition } from '../../rewards/own/definition.ts';
import type { Rewards } from '../../rewards/registry.ts';
import type { BaseSample } from '../state/base-sample.ts';
import type { LiveScores, Scores } from '../state/live-scores.ts';
import { pullOf, pullWords } from './pull.ts';
import type { RewardFacts } from './reward-facts.ts';
import { TwinLine } from './twin-line.tsx';

export interface RewardSafetyProps {
  readonly facts: RewardFacts;
  /** The other chosen rewards. */
  readonly others: readonly RewardFacts[];
  readonly sample: BaseSample | undefined;
  readonly byId: LiveScores['byId'];
  readonly catalog: Rewards;
  readonly onDefine: (definition: Definition) => void;
}

export function RewardSafety({ facts, others, sample, byId, catalog, onDefine }: RewardSafetyProps): ReactElement {
  const own = byId.get(facts.id);
  return (
    <dl className="reward-safety">
      {sample &&
        own &&
        others.map((other) => {
          const scores = byId.get(other.id);
          return scores && <PullLine key={other.id} other={other} own={own} scores={scores} sample={sample} />;
        })}
      {facts.hacks.length > 0 && (
        <div>
          <dt>Can be cheated by</dt>
          <dd>{facts.hacks.join('; ')}.</dd>
        </div>
      )}
      <div>
        <dt>Twin</dt>
        <dd>
          <TwinLine {...{ facts, catalog, onDefine }} />
        </dd>
      </div>
      <div>
        <dt>Guard</dt>
        <dd>Repetition, leaving the question and broken form cost up to 1, at every setting of the sliders.</dd>
      </div>
    </dl>
  );
}

interface PullLineProps {
  readonly other: RewardFacts;
  readonly own: Scores;
  readonly scores: Scores;
  readonly sample: BaseSample;
}

function PullLine({ other, own, scores, sample }: PullLineProps): ReactElement {
  const pull = useMemo(() => pullOf(own, scores, sample), [own, scores, sample]);
  return (
    <div>
      <dt>Against {other.label.toLowerCase()}</dt>
      <dd>
        {pull ? (
          <>
            {pullWords(pull)}{' '}
            <span className="quiet">
              Rank correlation within {pull.prompts} prompts {signed(pull.correlation.mean)} ({signed(pull.correlation.low)} to{' '}
              {signed(pull.correlation.high)}).
            </span>
          </>
        ) : (
          'Too few answers tell the two apart to say how they pull.'
        )}
      </dd>
    </div>
  );
}

const signed = (value: number) => value.toFixed(2).replace('-', '−');
