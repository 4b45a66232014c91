/** The rewards that are chosen, those that could be, and the kinds that one can make. */
import type { ReactElement } from 'react';
import { Histogram } from '../../charts/histogram.tsx';
import { rewardColour } from '../../charts/looks.tsx';
import { type DefinitionKind, definitionLimit, isOwnId } from '../../rewards/own/definition.ts';
import type { Scores } from '../state/live-scores.ts';
import { rewardLimit } from './choosing.ts';
import { kinds } from './draft.ts';
import type { RewardFacts } from './reward-facts.ts';

export interface RewardSideProps {
  readonly chosen: readonly RewardFacts[];
  /** Shipped and own ones that are not chosen. */
  readonly others: readonly RewardFacts[];
  /** Id of the one in the panel. */
  readonly shown: string | undefined;
  readonly scoresOf: (id: string) => Scores | undefined;
  readonly onShow: (id: string) => void;
  readonly onChoose: (id: string) => void;
  readonly onTakeOut: (facts: RewardFacts) => void;
  readonly onMake: (kind: DefinitionKind) => void;
}

export function RewardSide({ chosen, others, shown, scoresOf, onShow, onChoose, onTakeOut, onMake }: RewardSideProps): ReactElement {
  const full = chosen.length === rewardLimit;
  const crowded = [...chosen, ...others].filter(({ id }) => isOwnId(id)).length >= definitionLimit;
  return (
    <div className="reward-side">
      <section aria-labelledby="chosen-heading">
        <h3 id="chosen-heading">Chosen</h3>
        {chosen.length === 0 && <p className="quiet">None yet: take two of those below, or make your own.</p>}
        <ol className="chosen-rewards">
          {chosen.map((facts, place) => (
            <Chosen
              key={facts.id}
              {...{ facts, place, shown: facts.id === shown, scores: scoresOf(facts.id), onTakeOut }}
              onShow={() => onShow(facts.id)}
            />
          ))}
          {chosen.length === 1 && <li className="chosen-base">Closeness to the base</li>}
        </ol>
      </section>
      <section aria-labelledby="ready-heading">
        <h3 id="ready-heading">Ready to take</h3>
        <ul className="chips">
          {others.map(({ id, label }) => (
            <li key={id}>
              <button
                type="button"
                className="button"
                aria-pressed={id === shown}
                onClick={() => {
                  onShow(id);
                  if (!full) onChoose(id);
                }}
              >
                {label}
              </button>
            </li>
          ))}
        </ul>
        {full && <p className="quiet">Three are the most: take one out to choose another.</p>}
      </section>
      <section aria-labelledby="make-heading">
        <h3 id="make-heading">Make your own</h3>
        {crowded && <p className="quiet">{definitionLimit} of your own are the most: remove one to make another.</p>}
        <ul className="kinds">
          {kinds.map(({ kind, name, about }) => (
            <li key={kind}>
              <button type="button" className="button plain" disabled={crowded} onClick={() => onMake(kind)}>
                <b>{name}</b> <span>{about}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

interface ChosenProps extends Pick<RewardSideProps, 'onTakeOut'> {
  readonly facts: RewardFacts;
  /** In the order of the weights. */
  readonly place: number;
  readonly shown: boolean;
  readonly scores: Scores | undefined;
  readonly onShow: () => void;
}

function Chosen({ facts, place, shown, scores, onShow, onTakeOut }: ChosenProps): ReactElement {
  const { label, range } = facts;
  const values = scores?.filter((value) => value !== undefined) ?? [];
  return (
    <li>
      <button type="button" className="chosen-show" aria-pressed={shown} onClick={onShow}>
        <span className="reward-dot" style={{ background: rewardColour(place) }} />
        <span>{label}</span>
        {values.length > 0 && (
          <Histogram small label={`${label} on the base’s answers`} values={values} range={range} colour={rewardColour(place)} />
        )}
      </button>
      <button type="button" className="button plain" aria-label={`Take out ${label}`} onClick={() => onTakeOut(facts)}>
        ×
      </button>
    </li>
  );
}
