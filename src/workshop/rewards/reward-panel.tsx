/** One reward: what it asks for, its fields where it is the reader's own, and what it gives the base's answers. */
import type { ReactElement } from 'react';
import { rewardColour } from '../../charts/looks.tsx';
import { type Definition, isTextDefinition } from '../../rewards/own/definition.ts';
import { isMeasurable } from '../../rewards/own/measure-learned.ts';
import type { Patterns } from '../../rewards/own/patterns.ts';
import type { Rewards } from '../../rewards/registry.ts';
import type { BaseSample } from '../state/base-sample.ts';
import type { LiveScores } from '../state/live-scores.ts';
import { RewardEditor } from './reward-editor.tsx';
import type { RewardFacts } from './reward-facts.ts';
import { RewardSafety } from './reward-safety.tsx';
import { ScorePicture } from './score-picture.tsx';

export interface RewardPanelProps {
  readonly facts: RewardFacts;
  /** The chosen rewards, this one among them or not. */
  readonly chosen: readonly RewardFacts[];
  /** It is new, and not in the project yet. */
  readonly fresh: boolean;
  readonly full: boolean;
  readonly patterns: Patterns | undefined;
  readonly catalog: Rewards;
  readonly sample: BaseSample | undefined;
  readonly live: LiveScores;
  readonly onDefine: (definition: Definition) => void;
  readonly onChoose: () => void;
  /** Of an own one: neither chosen nor kept. */
  readonly onRemove: () => void;
}

export function RewardPanel(props: RewardPanelProps): ReactElement {
  const { facts, chosen, fresh, full, patterns, catalog, sample, live, onDefine, onChoose, onRemove } = props;
  const { id, label, words, formula, definition, wrong } = facts;
  const place = chosen.findIndex((other) => other.id === id);
  const scores = live.byId.get(id);
  const waits = definition !== undefined && !isTextDefinition(definition) && !isMeasurable(definition);
  // What was wrong with an earlier one is not said of what is being scored.
  const fault = wrong ?? (waits || live.scoring.includes(id) ? undefined : live.faults.get(id));
  return (
    <section className="reward-panel" aria-labelledby="reward-heading">
      <header>
        <h3 id="reward-heading">{label}</h3>
        {place < 0 && !fresh && (
          <button type="button" className="button" disabled={full} onClick={onChoose}>
            Choose
          </button>
        )}
        {definition && !fresh && (
          <button type="button" className="button plain" onClick={onRemove}>
            Remove
          </button>
        )}
      </header>
      <div className="reward-define">
        {!fresh && <p className="reward-words">{words}</p>}
        {definition && <RewardEditor key={id} {...{ definition, fresh, patterns, fault, onDefine }} />}
        {fault !== undefined && definition?.kind !== 'code' && (
          <p className="field-error" role="alert">
            {fault}
          </p>
        )}
        {!fresh && formula !== '' && (
          <details className="edit-more">
            <summary>Formula</summary>
            <p>{formula}</p>
          </details>
        )}
      </div>
      <div className="reward-see">
        {sample && scores && !fresh && !waits ? (
          <ScorePicture
            {...{ facts, sample, scores }}
            colour={place < 0 ? 'var(--ink-2)' : rewardColour(place)}
            busy={live.scoring.includes(id)}
          />
        ) : (
          <p className="quiet">
            {fresh || waits ? 'The base’s answers are scored here as soon as it asks for something.' : 'Scoring the base’s answers …'}
          </p>
        )}
      </div>
      {!fresh && (
        <RewardSafety {...{ facts, sample, catalog, onDefine }} byId={live.byId} others={chosen.filter((other) => other.id !== id)} />
      )}
    </section>
  );
}
