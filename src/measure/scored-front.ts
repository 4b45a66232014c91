/** A front from answers that are scored already: plain data, so that a worker can build it without the rewards and their word lists. */
import type { Front } from '../packs/front.ts';
import type { RewardInput, Scorer } from '../rewards/reward.ts';
import type { MeasuredRewards } from './axes.ts';
import { buildFront, type FrontInput } from './build-front.ts';

/** Scorer id to score. */
export type AnswerScores = Readonly<Record<string, number>>;

export interface ScoredFrontInput extends Omit<FrontInput, 'rewards'> {
  /** By `answerKey`: every text reward of the pack's axes and golden ones, their twins, and the guard. */
  readonly scores: ReadonlyMap<string, AnswerScores>;
  /** Every text reward to its twin; undefined where it has none. */
  readonly twins: Readonly<Record<string, string | undefined>>;
  readonly guard: string;
}

/** What a text reward knows of an answer. */
export function answerKey({ prompt, text, finished }: RewardInput): string {
  return JSON.stringify([finished, prompt, text]);
}

/** @throws Error as `buildFront`, or when an answer lacks a score. */
export function buildScoredFront({ scores, twins, guard, ...input }: ScoredFrontInput): Front {
  return buildFront({ ...input, rewards: scoredRewards({ scores, twins, guard }) }).front;
}

/** Rewards that look their scores up. They throw for an answer that has none. */
export function scoredRewards({ scores, twins, guard }: Pick<ScoredFrontInput, 'scores' | 'twins' | 'guard'>): MeasuredRewards {
  const scorer = (id: string): Scorer => ({
    ...{ id, label: id, formula: id, range: [0, 1] },
    score(answer) {
      const score = scores.get(answerKey(answer))?.[id];
      if (score === undefined) throw new Error(`an answer to '${answer.prompt}' has no ${id}: expected a score`);
      return score;
    },
  });
  return {
    byId: new Map(
      Object.entries(twins).map(([id, twin]) => [id, { ...scorer(id), ...(twin === undefined ? {} : { twin: scorer(twin) }) }]),
    ),
    guard: scorer(guard),
  };
}
