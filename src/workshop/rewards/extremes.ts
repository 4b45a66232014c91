import type { RewardInput } from '../../rewards/reward.ts';
import type { Scores } from '../state/live-scores.ts';

export interface ScoredText {
  readonly input: RewardInput;
  readonly score: number;
}

/** The best and the worst texts, the extreme first, each text once; of equal scores the earlier one, and none in both lists. */
export function extremes(
  inputs: readonly RewardInput[],
  scores: Scores,
  count = 3,
): { readonly best: ScoredText[]; readonly worst: ScoredText[] } {
  const seen = new Set<string>();
  const scored = inputs.flatMap((input, i): ScoredText[] => {
    const score = scores[i];
    if (score === undefined || seen.has(input.text)) return [];
    seen.add(input.text);
    return [{ input, score }];
  });
  const sorted = scored.toSorted((a, b) => b.score - a.score);
  const best = sorted.slice(0, count);
  const worst = scored
    .filter((one) => !best.includes(one))
    .toSorted((a, b) => a.score - b.score)
    .slice(0, count);
  return { best, worst };
}
