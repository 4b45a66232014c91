/** Both policies' answers by the real model, asked for when it is ready and the wish has rested. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { GroupRequest } from '../../../lm/requests.ts';
import type { Weighting } from '../../../methods/method.ts';
import { steerPolicy } from '../../../methods/steer-policy.ts';
import { lessonPolicies } from '../../model/lesson-policies.ts';
import type { CoursePack } from '../../model/use-course-pack.ts';
import type { Side } from './steer-state.ts';

/** How long a slider must rest before the model is asked, in milliseconds. */
const restMs = 150;

export interface Wish {
  readonly prompt: string;
  readonly weights: Weighting;
  /** Unsigned 32-bit. */
  readonly seed: number;
}

export interface LiveAnswers {
  readonly texts: Readonly<Record<Side, string>>;
  readonly finished: boolean;
  readonly error: string | undefined;
}

const nothing: LiveAnswers = { texts: { clp: '', rs: '' }, finished: false, error: undefined };

/** Undefined while the model is not there; a new wish ends the older answers. */
export function useLiveAnswers({ source, model }: CoursePack, wish: Wish): LiveAnswers | undefined {
  const ready = useStore(model.status, ({ kind }) => kind === 'ready');
  const [answers, setAnswers] = useState<{ readonly key: string } & LiveAnswers>();
  const key = JSON.stringify(wish);

  useEffect(() => {
    if (!ready) return;
    const { prompt, weights, seed } = JSON.parse(key) as Wish;
    const { pack } = source;
    const policies = lessonPolicies(source);
    const abort = new AbortController();
    const group = (side: Side): GroupRequest => {
      const steering = steerPolicy(policies[side], weights, { system: pack.system, rewards: pack.rewards });
      return { id: side, system: pack.system, prompt, steering, seed };
    };
    const change = (next: (now: LiveAnswers) => Partial<LiveAnswers>) =>
      setAnswers((now) => {
        const current = now?.key === key ? now : { key, ...nothing };
        return { ...current, ...next(current) };
      });
    const timer = setTimeout(() => {
      const sampling = { temperature: pack.temperature, topK: 0, topP: 1 };
      model
        .generate(
          { groups: [group('clp'), group('rs')], sampling, maxTokens: pack.maxTokens },
          {
            signal: abort.signal,
            onEvent(event) {
              if (abort.signal.aborted || event.type !== 'group-delta') return;
              const side = event.id as Side;
              change(({ texts }) => ({ texts: { ...texts, [side]: texts[side] + event.text } }));
            },
          },
        )
        .then(({ groups }) => {
          if (abort.signal.aborted) return;
          const textOf = (side: Side) => groups.find(({ id }) => id === side)?.text ?? '';
          change(() => ({ texts: { clp: textOf('clp'), rs: textOf('rs') }, finished: true }));
        })
        .catch((error: unknown) => {
          if (!abort.signal.aborted) change(() => ({ error: error instanceof Error ? error.message : String(error), finished: true }));
        });
    }, restMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [ready, key, source, model]);

  if (!ready) return undefined;
  return answers?.key === key ? answers : nothing;
}
