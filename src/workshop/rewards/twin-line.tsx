/** The twin of a reward: what it is, what another would be, and for an own reward the one that Tiller proposes. */
import { type ReactElement, useId } from 'react';
import { type Definition, isTextDefinition } from '../../rewards/own/definition.ts';
import { proposeTextTwin } from '../../rewards/own/propose-text-twin.ts';
import { proposeTwin } from '../../rewards/own/propose-twin.ts';
import type { Rewards } from '../../rewards/registry.ts';
import type { RewardFacts } from './reward-facts.ts';

export interface TwinLineProps {
  readonly facts: RewardFacts;
  readonly catalog: Rewards;
  readonly onDefine: (definition: Definition) => void;
}

export function TwinLine({ facts, catalog, onDefine }: TwinLineProps): ReactElement {
  const { definition, twin } = facts;
  if (definition) return <OwnTwin {...{ facts, catalog, onDefine, definition }} />;
  return <>{twin && `${twin.label}: ${twin.formula}.`} Nothing is trained on it: where it parts from the reward, the reward was cheated.</>;
}

/** Values of the list that are no scorer's id. */
const byKind = 'by-kind';
const ofOwn = 'of-own';

function OwnTwin({ facts, catalog, onDefine, definition }: TwinLineProps & { readonly definition: Definition }): ReactElement {
  const id = useId();
  const { twin } = definition;
  const proposal = proposed(definition);
  const scorers = [...catalog.byId.values()].flatMap((reward) => [reward, reward.twin]);
  const choose = (value: string) => {
    if (value !== ofOwn) onDefine(value === byKind ? withoutTwin(definition) : ({ ...withoutTwin(definition), twin: value } as Definition));
  };
  return (
    <>
      <label htmlFor={id}>A second scorer that nothing is trained on</label>
      <select
        id={id}
        className="field"
        value={typeof twin === 'object' ? ofOwn : (twin ?? byKind)}
        onChange={({ currentTarget: { value } }) => choose(value)}
      >
        <option value={byKind}>{isTextDefinition(definition) ? 'The same, read otherwise' : 'None yet'}</option>
        {typeof twin === 'object' && <option value={ofOwn}>{twin.label}</option>}
        {scorers.map((scorer) => (
          <option key={scorer.id} value={scorer.id}>
            {scorer.label}
          </option>
        ))}
      </select>
      {twin === undefined && (
        <p className="quiet">
          {proposal.sentence}{' '}
          {proposal.definition && (
            <button type="button" className="button" onClick={() => proposal.definition && onDefine(proposal.definition)}>
              Take this twin
            </button>
          )}
        </p>
      )}
      {typeof twin === 'string' && facts.twin && <p className="quiet">{facts.twin.formula}.</p>}
    </>
  );
}

/** A definition with another twin than now, where one is proposed, and what there is to say of it. */
function proposed(definition: Definition): { readonly sentence: string; readonly definition?: Definition } {
  if (isTextDefinition(definition)) {
    const { sentence, definition: other } = proposeTextTwin(definition);
    return other.twin === undefined ? { sentence } : { sentence, definition: other };
  }
  const proposal = proposeTwin(definition);
  return typeof proposal === 'string' ? { sentence: proposal } : proposal;
}

/** What a twin held out comes back. */
function withoutTwin(definition: Definition): Definition {
  const { twin, ...rest } = definition;
  if (rest.kind === 'words' && typeof twin === 'object' && twin.kind === 'words') {
    return { ...rest, phrases: [...rest.phrases, ...twin.phrases] };
  }
  if (rest.kind === 'examples' && typeof twin === 'object' && twin.kind === 'examples') {
    const { head: _, ...own } = rest;
    return { ...own, liked: [...own.liked, ...twin.liked], disliked: [...own.disliked, ...twin.disliked] };
  }
  return rest as Definition;
}
