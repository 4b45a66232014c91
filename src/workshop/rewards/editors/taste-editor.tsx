import { type ReactElement, useId, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Definition } from '../../../rewards/own/definition.ts';
import { LEAST_CHOICES } from '../../../rewards/own/fit-head.ts';
import type { FeatureHead, Preference, StateHead } from '../../../rewards/own/learned-definition.ts';
import { type AnswerPair, nextPair } from '../../../rewards/own/next-pair.ts';
import { useWorkshop } from '../../state/workshop-context.ts';
import { featureWords } from '../feature-words.ts';
import { HeldOutLine } from './held-out-line.tsx';
import { PairChooser } from './pair-chooser.tsx';
import { useLearning } from './use-learning.ts';

type Draft = Extract<Definition, { readonly kind: 'taste' }>;
type Head = StateHead | FeatureHead;
type Reads = 'states' | 'features';

export interface TasteEditorProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

const readings = [
  { reads: 'states', label: 'The model’s own reading of the answers' },
  { reads: 'features', label: 'What anybody can count: length, long words, warmth, “you”' },
] as const;

/** Choices between pairs that would teach most; what explains them is fitted twice, and the reader sees how often each is right. */
export function TasteEditor({ draft, onChange }: TasteEditorProps): ReactElement {
  const sample = useStore(useWorkshop().sample, (state) => state.sample);
  const [skipped, setSkipped] = useState<readonly AnswerPair[]>([]);
  const { choices, reads = 'states' } = draft;
  const pair = useMemo(() => sample && nextPair(sample.inputs, choices, skipped, 1), [sample, choices, skipped]);
  const { heads, learning, onReads } = useBothReadings(draft, onChange);
  const change = (next: readonly Preference[]) => {
    const { head: _, twin, ...own } = draft;
    const list = [...next];
    onChange({ ...own, choices: list, ...(twin === undefined ? {} : { twin: followed(twin, list) }) });
  };
  const missing =
    choices.length < LEAST_CHOICES
      ? `It begins to learn after ${LEAST_CHOICES} choices: ${LEAST_CHOICES - choices.length} to go.`
      : undefined;
  return (
    <>
      <PairChooser
        question="Which answer do you like better?"
        pair={pair}
        count={choices.length}
        progress={`${choices.length === 1 ? '1 choice' : `${choices.length} choices`}; 20 to 60 are a good number.`}
        onChoose={(chosen) =>
          pair && change([...choices, { prompt: pair.prompt, chosen: pair.texts[chosen], other: pair.texts[1 - chosen] as string }])
        }
        onSkip={() => pair && setSkipped([...skipped, pair])}
        onUndo={() => change(choices.slice(0, -1))}
      />
      {missing !== undefined ? (
        <HeldOutLine heldOut={undefined} what="" learning={learning} missing={missing} />
      ) : (
        <Readings reads={reads} heads={heads} onReads={onReads}>
          {(head) => <HeldOutLine heldOut={head?.heldOut} what="choices that it had not seen" learning={learning} missing={undefined} />}
        </Readings>
      )}
    </>
  );
}

/** A twin of the same choices has the new ones too, and no head yet. */
function followed(twin: NonNullable<Draft['twin']>, choices: Preference[]): NonNullable<Draft['twin']> {
  if (typeof twin === 'string' || twin.kind !== 'taste') return twin;
  const { head: _, ...own } = twin;
  return { ...own, choices };
}

/** Heads of both readings on the present choices: that of the draft, and the other, which its twin has or which is kept here. */
function useBothReadings(draft: Draft, onChange: TasteEditorProps['onChange']) {
  const { choices, reads = 'states', twin } = draft;
  const [kept, setKept] = useState<{ readonly of: string; readonly heads: Partial<Record<Reads, Head>> }>({ of: '', heads: {} });
  const of = JSON.stringify(choices);
  const known = kept.of === of ? kept.heads : {};
  const heads: Partial<Record<Reads, Head>> = { ...known, ...(draft.head ? { [reads]: draft.head } : {}) };
  const keep = (own: Reads, head: Head) => setKept({ of, heads: { ...heads, [own]: head } });
  const other: Reads = reads === 'states' ? 'features' : 'states';
  const ownTwin = typeof twin === 'object' && twin.kind === 'taste' ? twin : undefined;
  const bare = { id: draft.id, label: draft.label, kind: 'taste' as const, choices };
  const withHead = (own: Reads) => ({ ...bare, reads: own, ...(heads[own] ? { head: heads[own] } : {}) });
  const learning = useLearning([
    {
      definition: { ...bare, reads, ...(draft.head ? { head: draft.head } : {}) },
      onHead: (head) => {
        keep(reads, head);
        onChange({ ...draft, head });
      },
    },
    { definition: withHead(other), onHead: (head) => keep(other, head) },
    ...(ownTwin ? [{ definition: ownTwin, onHead: (head: Head) => onChange({ ...draft, twin: { ...ownTwin, head } }) }] : []),
  ]);
  const onReads = (own: Reads) => {
    const { head: _, ...rest } = draft;
    const head = heads[own];
    // A twin that reads the choices as the reward now does is none: it takes the other reading.
    const turned = ownTwin && { ...ownTwin, reads: own === 'states' ? ('features' as const) : ('states' as const) };
    onChange({ ...rest, reads: own, ...(head ? { head } : {}), ...(turned ? { twin: followed(turned, [...choices]) } : {}) });
  };
  return { heads, learning, onReads };
}

interface ReadingsProps {
  readonly reads: Reads;
  readonly heads: Partial<Record<Reads, Head>>;
  readonly onReads: (reads: Reads) => void;
  readonly children: (head: Head | undefined) => ReactElement;
}

function Readings({ reads, heads, onReads, children }: ReadingsProps): ReactElement {
  const name = useId();
  return (
    <fieldset className="readings">
      <legend>What explains your choices</legend>
      {readings.map(({ reads: own, label }) => {
        const head = heads[own];
        return (
          <div key={own}>
            <label>
              <input type="radio" name={name} checked={own === reads} onChange={() => onReads(own)} />
              {label}
            </label>
            {children(head)}
            {head?.reads === 'features' && <p className="quiet">{featureWords(head)}</p>}
          </div>
        );
      })}
    </fieldset>
  );
}
