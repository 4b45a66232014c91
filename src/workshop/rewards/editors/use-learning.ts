import { useEffect, useEffectEvent, useState } from 'react';
import { isAbort, messageOf } from '../../../lm/errors.ts';
import type { FeatureHead, StateHead } from '../../../rewards/own/learned-definition.ts';
import { hasEnough, type Learnable, learnHead } from '../../state/learn-head.ts';
import { useWorkshop } from '../../state/workshop-context.ts';

export interface Wanted {
  readonly definition: Learnable;
  readonly onHead: (head: StateHead | FeatureHead) => void;
}

export interface Learning {
  /** Texts that the model has read of those that it has to; undefined where nothing is learned now. */
  readonly reading?: { readonly done: number; readonly total: number };
  /** Why it cannot be learned, in a sentence. */
  readonly error?: string;
}

/** A reader who types is not interrupted at every letter: the model reads when nothing has changed for so long, in milliseconds. */
const REST = 700;

/** Fits the heads that these definitions lack, one after the other, and hands them on; begins anew when what they are fitted to changes. */
export function useLearning(wanted: readonly Wanted[]): Learning {
  const { model, reader, scoring } = useWorkshop();
  const [learning, setLearning] = useState<Learning>({});
  const next = wanted.find(({ definition }) => !definition.head && hasEnough(definition));
  const content = next && contentOf(next.definition);
  // By then the definition may have another name, or another twin.
  const deliver = useEffectEvent((head: StateHead | FeatureHead) =>
    wanted.find((one) => contentOf(one.definition) === content)?.onHead(head),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: definitions that are fitted to the same are the same
  useEffect(() => {
    if (!next) {
      setLearning({});
      return;
    }
    const stop = new AbortController();
    const learn = async () => {
      try {
        const onProgress = (done: number, total: number) => setLearning({ reading: { done, total } });
        const head = await learnHead(next.definition, { model, reader, scoring }, { signal: stop.signal, onProgress });
        if (!stop.signal.aborted) deliver(head);
      } catch (error) {
        if (!stop.signal.aborted)
          setLearning({ error: isAbort(error) ? 'The model was stopped before it had read your texts.' : messageOf(error) });
      }
    };
    const timer = setTimeout(() => void learn(), REST);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [content, model, reader, scoring]);
  return learning;
}

/** What its head is fitted to. */
function contentOf(definition: Learnable): string {
  const fittedTo =
    definition.kind === 'taste' ? [definition.reads ?? 'states', definition.choices] : [definition.liked, definition.disliked];
  return JSON.stringify([definition.kind, Boolean(definition.head), ...fittedTo]);
}
