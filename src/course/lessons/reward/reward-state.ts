/** The state of the lesson's figure: a prompt, an answer, the reward looked at; and what the real rewards make of them. */
import { brevity } from '../../../rewards/brevity.ts';
import { cheer } from '../../../rewards/cheer.ts';
import type { Rewards } from '../../../rewards/registry.ts';
import type { Reward, RewardInput } from '../../../rewards/reward.ts';
import { strings } from '../../../strings/strings.ts';
import { type PrefixCredit, prefixCredit } from '../../../theory/prefix-credit.ts';
import type { Numbers } from '../../prose/parse-prose.ts';

export interface Fooled {
  readonly reward: string;
  readonly value: number;
  readonly twin: number;
  readonly guard: number | undefined;
}

export interface RewardState {
  readonly prompt: string;
  readonly text: string;
  /** Id of the reward looked at. */
  readonly reward: string;
  /** Undefined until the word list has come; brevity and cheer do without. */
  readonly catalog: Rewards | undefined;
  readonly shows: { readonly terms: boolean; readonly credit: boolean; readonly judges: boolean };
  /** The first time a reward was fooled. */
  readonly fooled: Fooled | undefined;
}

export const examples = strings.lessons.reward.figure;

/** What the tasks and the goal ask for. */
export const wanted = { cheer: 0.5, brevity: 0.9, high: 0.8, lowGuard: -0.3, twinGap: 0.5 } as const;

const nothing = { terms: false, credit: false, judges: false };

export const initial: RewardState = {
  prompt: examples.startPrompt,
  text: examples.plainText,
  reward: cheer.id,
  catalog: undefined,
  shows: nothing,
  fooled: undefined,
};

/** The rewards that can be asked now, in the order of the registry. */
export function rewardsOf(catalog: Rewards | undefined): readonly Reward[] {
  return catalog ? [...catalog.byId.values()] : [brevity, cheer];
}

export function rewardOf({ catalog, reward }: Pick<RewardState, 'catalog' | 'reward'>): Reward {
  return rewardsOf(catalog).find(({ id }) => id === reward) ?? cheer;
}

/** An answer that the writer ended, as every answer here is. */
export const inputOf = ({ prompt, text }: Pick<RewardState, 'prompt' | 'text'>): RewardInput => ({ prompt, text, finished: true });

/** The words of the answer with the spaces before them; joined they are the answer. */
export const pieces = (text: string): string[] => text.match(/\s*\S+(?:\s+$)?/g) ?? [];

export function creditOf(state: RewardState): PrefixCredit {
  const reward = rewardOf(state);
  return prefixCredit(pieces(state.text), (text) => reward.score(inputOf({ prompt: state.prompt, text })));
}

/** How the reward was fooled by this answer, or undefined. */
export function foolery(state: RewardState): Fooled | undefined {
  const input = inputOf(state);
  const reward = rewardOf(state);
  const value = reward.score(input);
  const twin = reward.twin.score(input);
  const guard = state.catalog?.guard.score(input);
  const disagree = value - twin >= wanted.twinGap || (guard !== undefined && guard <= wanted.lowGuard);
  return value >= wanted.high && disagree ? { reward: reward.label, value, twin, guard } : undefined;
}

/** The state after an edit; the first foolery is kept. */
export function edit(state: RewardState, change: Partial<RewardState>): RewardState {
  const next = { ...state, ...change };
  return next.fooled ? next : { ...next, fooled: foolery(next) };
}

export function numbers(state: RewardState): Numbers {
  const input = inputOf(state);
  const { empty, credits } = creditOf(state);
  const best = credits.indexOf(Math.max(...credits));
  const { fooled } = state;
  const value = rewardOf(state).score(input).toFixed(2);
  return {
    value,
    cheer: cheer.score(input).toFixed(2),
    brevity: brevity.score(input).toFixed(2),
    wantedCheer: wanted.cheer,
    wantedBrevity: wanted.brevity.toFixed(1),
    high: wanted.high.toFixed(1),
    lowGuard: `−${(-wanted.lowGuard).toFixed(1)}`,
    twinGap: wanted.twinGap.toFixed(1),
    empty,
    // From the rounded numbers beside it, so that the sum that is read is right.
    credit: (Number(value) - Number(empty.toFixed(2))).toFixed(2),
    words: credits.length,
    bestWord: (pieces(state.text)[best] ?? '').trim().replace(/[.,;:!?]+$/, ''),
    bestCredit: (credits[best] ?? 0).toFixed(2),
    fooledReward: fooled?.reward ?? rewardOf(state).label,
    fooledValue: fooled?.value ?? 0,
    fooledTwin: fooled?.twin ?? 0,
    fooledGuard: fooled?.guard ?? 0,
  };
}
