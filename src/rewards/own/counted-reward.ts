import type { RewardInput, Scorer, Term } from '../reward.ts';

/** What a kind makes of a definition's parameters: all of a reward but its names. */
export interface CountedReward {
  /** In one line of plain text. */
  readonly formula: string;
  readonly range: readonly [number, number];
  readonly hacks: readonly string[];
  /** Their product is the score, unless `score` says otherwise. */
  terms(input: RewardInput): readonly Term[];
  score?(input: RewardInput): number;
  /** What stopped the scoring of this answer, in one sentence; its score is the lowest of the range then. */
  fault?(input: RewardInput): string | undefined;
  /** A second reading of the same aim, for definitions that bring none. */
  readonly twin: Pick<Scorer, 'label' | 'formula' | 'range' | 'score'> & Pick<CountedReward, 'fault'>;
}
