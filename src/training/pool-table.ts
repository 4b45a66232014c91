/** Scores of a pool's candidates prompt by prompt: what the optimum, the reach and the conflict of rewards are computed from. */
import type { ScoredCandidate } from './candidates.ts';
import { valuesOf } from './utility.ts';

export interface PoolTable {
  /** Ids, in the order of the weights. */
  readonly rewards: readonly string[];
  /** Those that have candidates, in the pool's order. */
  readonly prompts: readonly string[];
  /** [prompts][candidates][rewards + 1], the guard last. */
  readonly values: readonly (readonly (readonly number[])[])[];
  /** [prompts][candidates]: as the base gave it, not ended for it. */
  readonly original: readonly (readonly boolean[])[];
}

/** @throws RangeError where a score is missing or not finite. */
export function tabulate(candidates: readonly ScoredCandidate[], rewards: readonly string[]): PoolTable {
  const byPrompt = new Map<string, ScoredCandidate[]>();
  for (const candidate of candidates) {
    const row = byPrompt.get(candidate.prompt);
    if (row) row.push(candidate);
    else byPrompt.set(candidate.prompt, [candidate]);
  }
  const rows = [...byPrompt.values()];
  return {
    rewards,
    prompts: [...byPrompt.keys()],
    values: rows.map((row) => row.map(({ scores }) => valuesOf(scores, rewards))),
    original: rows.map((row) => row.map(({ original }) => original)),
  };
}

/** Mean of one score over a prompt's answers as the base gave them: [prompts]. */
export function baseMeans({ values, original }: PoolTable, score: number): number[] {
  return values.map((row, prompt) => {
    const own = row.filter((_, i) => original[prompt]?.[i]);
    return own.reduce((sum, one) => sum + (one[score] as number), 0) / own.length;
  });
}
