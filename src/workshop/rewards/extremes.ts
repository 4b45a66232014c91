import type { RewardInput } from '../../rewards/reward.ts';
import type { Scores } from '../state/live-scores.ts';

export interface ScoredText {
  readonly input: RewardInput;
  readonly score: number;
}

/** The best and the worst texts, the extreme first, and of each prompt one; of equal scores the earlier one, and no text in both lists. */
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
  const best = ofEachPrompt(sorted).slice(0, count);
  const others = scored.filter((one) => !best.includes(one)).toSorted((a, b) => a.score - b.score);
  return { best, worst: ofEachPrompt(others).slice(0, count) };
}

/** The first of each prompt: three answers to one question show less than three to three. */
function ofEachPrompt(texts: readonly ScoredText[]): ScoredText[] {
  const prompts = new Set<string>();
  return texts.filter(({ input: { prompt } }) => !prompts.has(prompt) && prompts.add(prompt));
}
