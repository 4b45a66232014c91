/** Ways to hand a text's reward to its tokens. Each gives one number a token; the numbers of a text sum to its reward. */
import type { AttentionReward } from './attention-reward.ts';
import { type CreditTask, prefixRewards, textReward } from './credit-task.ts';

/** A text to the reward of each of its tokens. */
export type CreditSignal = (text: readonly number[]) => number[];

/** All of it on the last token: what RLHF does by default. */
export function endOfText(task: CreditTask): CreditSignal {
  return (text) => text.map((_, t) => (t === text.length - 1 ? textReward(task, text) : 0));
}

/**
 * What each token adds to the reward of the prefix, R(y_1..t) - R(y_1..t-1): R3HF, later RED (arXiv 2411.08302). It is shaping by a
 * potential, the prefix's reward, so it leaves the policy gradient as it is in expectation (credit-signals.test.ts sums it).
 */
export function prefixDifferences(task: CreditTask): CreditSignal {
  return (text) => {
    const rewards = prefixRewards(task, text);
    return text.map((_, t) => (rewards[t + 1] as number) - (rewards[t] as number));
  };
}

/**
 * A share of the reward spread by where a reward model looks, the rest at the end: (1 - share) R at the last token + share a_t R
 * (arXiv 2402.00782). The attention looks at the whole text, so a token is also paid by what came after it; with discounting or
 * reward-to-go the gradient is no longer that of the reward exactly.
 * @param share in [0, 1].
 */
export function byAttention(task: CreditTask, model: AttentionReward, share: number): CreditSignal {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share is ${share}, expected 0 to 1`);
  return (text) => {
    const reward = textReward(task, text);
    return model.attention(text).map((looked, t) => reward * (share * looked + (t === text.length - 1 ? 1 - share : 0)));
  };
}
