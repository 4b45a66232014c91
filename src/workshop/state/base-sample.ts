/** The base's answers that a reward is scored on while it is defined: few enough to be scored at every change. */
import type { RewardInput } from '../../rewards/reward.ts';
import type { Pool } from '../../training/pool.ts';

export interface BaseSample {
  readonly inputs: readonly RewardInput[];
  /** How many of them, from the front, a reward that asks the model is scored on: some seconds' work, not minutes'. */
  readonly few: number;
  readonly prompts: number;
}

const answersEach = 6;
const fewPrompts = 12;

/** The first answers to every prompt of the pool, as the base gave them, those of a few prompts in front. */
export function baseSample(pool: Pool): BaseSample {
  const byPrompt = pool.prompts.map((): RewardInput[] => []);
  for (const { prompt, text, finished } of pool.answers) {
    const row = byPrompt[prompt];
    if (row && row.length < answersEach) row.push({ prompt: pool.prompts[prompt] as string, text, finished });
  }
  const rows = byPrompt.filter(({ length }) => length > 0);
  // Spread over the list, whose neighbours may be alike.
  const stride = Math.max(1, Math.floor(rows.length / fewPrompts));
  const front = rows.filter((_, i) => i % stride === 0).slice(0, fewPrompts);
  const rest = rows.filter((row) => !front.includes(row));
  return { inputs: [...front, ...rest].flat(), few: front.flat().length, prompts: rows.length };
}
