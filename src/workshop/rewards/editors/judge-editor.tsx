import { type ReactElement, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { isAbort, messageOf } from '../../../lm/errors.ts';
import type { Definition } from '../../../rewards/own/definition.ts';
import { JUDGE_WORDS, judgeQuestion } from '../../../rewards/own/judge-question.ts';
import type { HeldOut, Preference } from '../../../rewards/own/learned-definition.ts';
import type { ModelReader } from '../../../rewards/own/measure-learned.ts';
import { type AnswerPair, nextPair } from '../../../rewards/own/next-pair.ts';
import { useWorkshop } from '../../state/workshop-context.ts';
import { Field } from './field.tsx';
import { HeldOutLine } from './held-out-line.tsx';
import { OwnPair } from './own-pair.tsx';
import { PairChooser } from './pair-chooser.tsx';
import type { Learning } from './use-learning.ts';

type Draft = Extract<Definition, { readonly kind: 'judge' }>;

export interface JudgeEditorProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

/** A question that the model itself answers, and pairs of the reader's own on which one sees how often it is right. */
export function JudgeEditor({ draft, onChange }: JudgeEditorProps): ReactElement {
  const sample = useStore(useWorkshop().sample, (state) => state.sample);
  const [skipped, setSkipped] = useState<readonly AnswerPair[]>([]);
  const { question, pairs } = draft;
  const pair = useMemo(() => sample && nextPair(sample.inputs, pairs, skipped, 2), [sample, pairs, skipped]);
  const { right, learning } = useAccuracy(question, pairs);
  const missing =
    question.trim() === ''
      ? 'Write the question first.'
      : pairs.length === 0
        ? 'Choose in some pairs: nobody knows yet how often the model is right.'
        : undefined;
  return (
    <>
      <Field
        label="A question about an answer, to which a good one earns a yes"
        hint="e.g. Does the answer give advice that one can follow?"
      >
        {(control) => (
          <input
            {...control}
            className="field"
            value={question}
            maxLength={300}
            onChange={({ currentTarget: { value } }) => onChange({ ...draft, question: value })}
          />
        )}
      </Field>
      <PairChooser
        question="Which answer earns the yes more?"
        pair={pair}
        count={pairs.length}
        progress={`${pairs.length === 1 ? '1 pair' : `${pairs.length} pairs`}; 10 or more say something.`}
        onChoose={(chosen) =>
          pair &&
          onChange({
            ...draft,
            pairs: [...pairs, { prompt: pair.prompt, chosen: pair.texts[chosen], other: pair.texts[1 - chosen] as string }],
          })
        }
        onSkip={() => pair && setSkipped([...skipped, pair])}
        onUndo={() => onChange({ ...draft, pairs: pairs.slice(0, -1) })}
      />
      <OwnPair onAdd={(own) => onChange({ ...draft, pairs: [...pairs, own] })} />
      <HeldOutLine heldOut={right} what="of your pairs" learning={learning} missing={missing} />
      <p className="quiet">
        The model is small: at 135 million parameters it is often little better than a coin. Examples and taste learn from you instead.
      </p>
    </>
  );
}

const REST = 700;

/** In how many of the pairs the model is surer of the yes for the answer that the reader chose; asked anew when question or pairs change. */
function useAccuracy(question: string, pairs: readonly Preference[]): { readonly right: HeldOut | undefined; readonly learning: Learning } {
  const { model, reader } = useWorkshop();
  const [found, setFound] = useState<{ readonly of: string; readonly right?: HeldOut; readonly error?: string }>({ of: '' });
  const of = JSON.stringify([question, pairs]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `of` is question and pairs
  useEffect(() => {
    if (question.trim() === '' || pairs.length === 0) return;
    const stop = new AbortController();
    const ask = async () => {
      try {
        await model.ready(stop.signal);
        const right = await judged(question, pairs, reader, stop.signal);
        if (!stop.signal.aborted) setFound({ of, right });
      } catch (error) {
        if (!stop.signal.aborted)
          setFound({ of, error: isAbort(error) ? 'The model was stopped before it had answered.' : messageOf(error) });
      }
    };
    const timer = setTimeout(() => void ask(), REST);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [of, model, reader]);
  const { right, error } = found.of === of ? found : {};
  return { right, learning: error === undefined ? {} : { error } };
}

async function judged(question: string, pairs: readonly Preference[], reader: ModelReader, signal: AbortSignal): Promise<HeldOut> {
  const questions = pairs.flatMap(({ prompt, chosen, other }) => [chosen, other].map((text) => judgeQuestion(question, { prompt, text })));
  const { logProbabilities } = await reader.choose({ questions, words: JUDGE_WORDS }, { signal, priority: 'interactive' });
  const odds = questions.map((_, i) => (logProbabilities[2 * i] as number) - (logProbabilities[2 * i + 1] as number));
  const right = pairs.filter((_, i) => (odds[2 * i] as number) > (odds[2 * i + 1] as number)).length;
  return { right, count: pairs.length };
}
