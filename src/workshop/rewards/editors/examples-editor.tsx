import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import type { Definition } from '../../../rewards/own/definition.ts';
import { LEAST_EXAMPLES } from '../../../rewards/own/fit-head.ts';
import type { StateHead } from '../../../rewards/own/learned-definition.ts';
import { useWorkshop } from '../../state/workshop-context.ts';
import { readTexts, writeTexts } from '../text-list.ts';
import { AnswerSorter } from './answer-sorter.tsx';
import { Field } from './field.tsx';
import { HeldOutLine } from './held-out-line.tsx';
import { useLearning, type Wanted } from './use-learning.ts';
import './learned.css';

type Draft = Extract<Definition, { readonly kind: 'examples' }>;

export interface ExamplesEditorProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

/** Texts that are liked and texts that are not; a head is fitted to them as they come, and says how often it is right about one that it did not see. */
export function ExamplesEditor({ draft, onChange }: ExamplesEditorProps): ReactElement {
  const sample = useStore(useWorkshop().sample, (state) => state.sample);
  // As written; what the texts are elsewhere now, e.g. after an undo, is what stands here.
  const [written, setWritten] = useState({ liked: writeTexts(draft.liked), disliked: writeTexts(draft.disliked) });
  const shown = {
    liked: same(readTexts(written.liked), draft.liked) ? written.liked : writeTexts(draft.liked),
    disliked: same(readTexts(written.disliked), draft.disliked) ? written.disliked : writeTexts(draft.disliked),
  };
  const say = (next: Partial<typeof shown>) => {
    const texts = { ...shown, ...next };
    setWritten(texts);
    const { head: _, ...own } = draft;
    onChange({ ...own, liked: readTexts(texts.liked), disliked: readTexts(texts.disliked) });
  };
  const { twin } = draft;
  const learning = useLearning([
    { definition: draft, onHead: (head) => onChange({ ...draft, head: head as StateHead }) },
    ...(typeof twin === 'object' && twin.kind === 'examples'
      ? [{ definition: twin, onHead: (head) => onChange({ ...draft, twin: { ...twin, head: head as StateHead } }) } satisfies Wanted]
      : []),
  ]);
  const add = (side: 'liked' | 'disliked', text: string) => say({ [side]: writeTexts([...draft[side], text]) });
  return (
    <>
      <Field label="Texts that you like" hint={hintOf(draft.liked.length)}>
        {(control) => (
          <textarea
            {...control}
            className="field"
            rows={6}
            value={shown.liked}
            onChange={({ currentTarget: { value } }) => say({ liked: value })}
          />
        )}
      </Field>
      <Field label="Texts that you do not like" hint={hintOf(draft.disliked.length)}>
        {(control) => (
          <textarea
            {...control}
            className="field"
            rows={6}
            value={shown.disliked}
            onChange={({ currentTarget: { value } }) => say({ disliked: value })}
          />
        )}
      </Field>
      {sample && <AnswerSorter inputs={sample.inputs} known={[...draft.liked, ...draft.disliked]} onSort={add} />}
      <HeldOutLine heldOut={draft.head?.heldOut} what="texts that it had not seen" learning={learning} missing={missingOf(draft)} />
    </>
  );
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

function hintOf(count: number): string {
  return `An empty line between two texts. ${count === 1 ? '1 text' : `${count} texts`} so far.`;
}

function missingOf({ liked, disliked }: Draft): string | undefined {
  const [more, less] = [LEAST_EXAMPLES - liked.length, LEAST_EXAMPLES - disliked.length];
  const parts = [...(more > 0 ? [`${more} more that you like`] : []), ...(less > 0 ? [`${less} more that you do not`] : [])];
  return parts.length === 0
    ? undefined
    : `It learns from at least ${LEAST_EXAMPLES} of each, and is better with 20: ${parts.join(' and ')}.`;
}
