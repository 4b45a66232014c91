/** Both policies' answers by the real model, asked for when it is ready and the wish has rested. */

import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createLatest } from '../../../engine/latest.ts';
import type { EngineEvent } from '../../../engine/protocol.ts';
import { messageOf } from '../../../lm/errors.ts';
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
  const [latest] = useState(createLatest);
  const key = JSON.stringify(wish);

  useEffect(() => {
    if (!ready) return;
    const { pack } = source;
    const { prompt, weights, seed } = JSON.parse(key) as Wish;
    const policies = lessonPolicies(source);
    const group = (side: Side): GroupRequest => {
      const steering = steerPolicy(policies[side], weights, { system: pack.system, rewards: pack.rewards });
      return { id: side, system: pack.system, prompt, steering, seed };
    };
    const change = (next: (now: LiveAnswers) => Partial<LiveAnswers>) =>
      setAnswers((now) => {
        const current = now?.key === key ? now : { key, ...nothing };
        return { ...current, ...next(current) };
      });
    const answer = async (signal: AbortSignal) => {
      const asked = {
        groups: [group('clp'), group('rs')],
        sampling: { temperature: pack.temperature, topK: 0, topP: 1 },
        maxTokens: pack.maxTokens,
      };
      const onEvent = (event: EngineEvent) => {
        if (signal.aborted || event.type !== 'group-delta') return;
        const side = event.id as Side;
        change(({ texts }) => ({ texts: { ...texts, [side]: texts[side] + event.text } }));
      };
      try {
        const { groups } = await model.generate(asked, { signal, onEvent });
        if (signal.aborted) return;
        const textOf = (side: Side) => groups.find(({ id }) => id === side)?.text ?? '';
        change(() => ({ texts: { clp: textOf('clp'), rs: textOf('rs') }, finished: true }));
      } catch (error) {
        if (!signal.aborted) change(() => ({ error: messageOf(error), finished: true }));
      }
    };
    void latest.ask(answer, restMs);
    return () => latest.stop();
  }, [ready, key, source, model, latest]);

  if (!ready) return undefined;
  return answers?.key === key ? answers : nothing;
}
