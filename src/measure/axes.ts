/** What an answer scores on each axis of a pack, and on the scorers that nobody trains on. */
import type { Pack } from '../packs/pack.ts';
import { engineRewards } from '../rewards/registry.ts';
import type { EngineReward, Scorer } from '../rewards/reward.ts';
import type { Answer } from './measurement.ts';

export interface AnswerScorer {
  readonly id: string;
  score(answer: Answer): number;
}

/** What a measurement needs of rewards; one of a reader's own may have no twin. */
export interface MeasuredRewards {
  readonly byId: ReadonlyMap<string, Scorer & { readonly twin?: Scorer }>;
  readonly guard: Scorer;
}

/**
 * A pack's axes in their order: text rewards, and those that the engine measured when the answer was made.
 * @throws RangeError for a reward that is neither.
 */
export function axisScorers(pack: Pack, rewards: MeasuredRewards): AnswerScorer[] {
  return pack.rewards.map((id): AnswerScorer => {
    const measured = engineRewards.get(id);
    return measured ? { id, score: (answer) => measuredScore(measured, answer) } : textReward(rewards, id);
  });
}

/** The golden rewards of a pack and the guard: measured at every point, no axis of any weighting. */
export function watchedScorers(pack: Pack, rewards: MeasuredRewards): AnswerScorer[] {
  return [...(pack.golden ?? []).map((id) => textReward(rewards, id)), rewards.guard];
}

/** The held-out twins of every text reward among axes and golden rewards. */
export function twinScorers(pack: Pack, rewards: MeasuredRewards): Scorer[] {
  return [...pack.rewards, ...(pack.golden ?? [])].flatMap((id) => rewards.byId.get(id)?.twin ?? []);
}

/** Share of distinct word trigrams; 1 for fewer than three words. */
export function distinct3(text: string): number {
  const words = text.toLowerCase().match(/[\p{L}\p{N}'’]+/gu) ?? [];
  const trigrams = words.slice(2).map((word, i) => `${words[i]} ${words[i + 1]} ${word}`);
  return trigrams.length === 0 ? 1 : new Set(trigrams).size / trigrams.length;
}

function measuredScore(reward: EngineReward, { kl, learned, prompt }: Answer): number {
  const score = reward.read({ logRatio: kl, ...(learned === undefined ? {} : { learned }) });
  if (score === undefined) throw new Error(`the answer to '${prompt}' has no ${reward.id}: expected the engine to have scored it`);
  return score;
}

function textReward({ byId }: MeasuredRewards, id: string): AnswerScorer {
  const reward = byId.get(id);
  if (!reward) throw new RangeError(`no reward ${id}, expected one of ${[...byId.keys(), ...engineRewards.keys()].join(', ')}`);
  return reward;
}
