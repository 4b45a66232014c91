/** The three methods one after the other on the real model, timed. */
import { equalWeighting } from '../../../math/simplex.ts';
import type { Steering } from '../../../methods/method.ts';
import { findMethod } from '../../../methods/registry.ts';
import type { PackSource } from '../../../packs/pack-source.ts';
import type { CourseModel } from '../../model/course-model.ts';
import { lessonPolicies } from '../../model/lesson-policies.ts';

export const costMethods = ['clp', 'dera', 'mod'] as const;
export type CostMethod = (typeof costMethods)[number];

export interface Decoded {
  readonly text: string;
  readonly finished: boolean;
  /** Median time of a decode step, in milliseconds: of one token, as one text is decoded. */
  readonly msPerToken: number;
}

export interface TurnOptions {
  readonly prompt: string;
  readonly lambda: number;
  /** Unsigned 32-bit. */
  readonly seed: number;
  readonly signal: AbortSignal;
  /** The next method begins. */
  readonly onBegin: (method: CostMethod) => void;
  readonly onDecoded: (method: CostMethod, decoded: Decoded) => void;
}

/** Rows and mixer of a method at equal weights: CLP's one row, DeRa of Rewarded Soups, MOD of its experts. */
export function costSteering(source: PackSource, method: CostMethod, lambda: number): Steering {
  const { clp, rs } = lessonPolicies(source);
  const { slots } = method === 'clp' ? clp : rs;
  return findMethod(method).steer(slots, equalWeighting(source.pack.rewards.length), { options: { lambda } });
}

/** @throws as the engine's generate, AbortError among it. */
export async function decodeInTurn({ source, model }: { readonly source: PackSource; readonly model: CourseModel }, options: TurnOptions) {
  const { prompt, lambda, seed, signal, onBegin, onDecoded } = options;
  const { system, maxTokens, temperature } = source.pack;
  for (const method of costMethods) {
    onBegin(method);
    const steering = costSteering(source, method, lambda);
    const { groups, msPerStep } = await model.generate(
      { groups: [{ id: method, system, prompt, steering, seed }], sampling: { temperature, topK: 0, topP: 1 }, maxTokens },
      { signal },
    );
    signal.throwIfAborted();
    const [group] = groups;
    if (group) onDecoded(method, { text: group.text, finished: group.stop === 'end', msPerToken: msPerStep });
  }
}
