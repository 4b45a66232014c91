/** What an answer scores on each axis of a pack, and on the scorers that nobody trains on. */
import type { Pack } from '../../src/engine/pack.ts';
import type { Rewards } from '../../src/rewards/registry.ts';
import type { Scorer } from '../../src/rewards/reward.ts';
import type { Answer } from './measurement.ts';

export interface AnswerScorer {
  readonly id: string;
  score(answer: Answer): number;
}

/**
 * A pack's axes in their order. A text reward reads the text; `closeness` is minus the answer's log-ratio to the base; the learned reward was
 * scored by the engine when the answer was made.
 * @throws RangeError for a reward that is none of these.
 */
export function axisScorers(pack: Pack, rewards: Rewards): AnswerScorer[] {
  return pack.rewards.map((id): AnswerScorer => {
    if (id === 'closeness') return { id, score: ({ kl }) => -kl };
    if (id === pack.rewardModel?.reward) return { id, score: (answer) => learned(answer, id) };
    return textReward(rewards, id);
  });
}

/** The golden rewards of a pack and the guard: measured at every point, no axis of any weighting. */
export function watchedScorers(pack: Pack, rewards: Rewards): AnswerScorer[] {
  return [...(pack.golden ?? []).map((id) => textReward(rewards, id)), rewards.guard];
}

/** The held-out twins of every text reward among axes and golden rewards. */
export function twinScorers(pack: Pack, rewards: Rewards): Scorer[] {
  return [...pack.rewards, ...(pack.golden ?? [])].flatMap((id) => rewards.byId.get(id)?.twin ?? []);
}

/** Share of distinct word trigrams; 1 for fewer than three words. */
export function distinct3(text: string): number {
  const words = text.toLowerCase().match(/[\p{L}\p{N}'’]+/gu) ?? [];
  const trigrams = words.slice(2).map((word, i) => `${words[i]} ${words[i + 1]} ${word}`);
  return trigrams.length === 0 ? 1 : new Set(trigrams).size / trigrams.length;
}

function learned({ scores, prompt }: Answer, id: string): number {
  const score = scores?.[id];
  if (score === undefined) throw new Error(`the answer to '${prompt}' has no ${id}: expected the engine to have scored it`);
  return score;
}

function textReward({ byId }: Rewards, id: string): AnswerScorer {
  const reward = byId.get(id);
  if (!reward) throw new RangeError(`no reward ${id}, expected one of ${[...byId.keys()].join(', ')}`);
  return reward;
}
