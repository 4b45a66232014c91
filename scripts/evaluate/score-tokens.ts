/** Log-probabilities of given answers: one prefill each. */

import type { TakePosition } from '../../src/lm/decode/group-reader.ts';
import { logProbability } from '../../src/lm/decode/log-probability.ts';
import { prefillGroups } from '../../src/lm/decode/prefill-groups.ts';
import type { Bank, Forward } from '../../src/lm/run/forward.ts';

/** An answer to be scored. */
export interface Continuation {
  readonly prompt: readonly number[];
  /** At least one token; the end token included where the model ended. */
  readonly answer: readonly number[];
  readonly coefficients: Float32Array;
}

/** Sums over an answer's tokens of log p, in nats, one for each temperature asked for. */
export type Scores = readonly number[];

/** Scores answers in the order given. */
export async function scoreTokens(
  { forward, bank }: { readonly forward: Forward; readonly bank: Bank },
  rows: readonly Continuation[],
  temperatures: readonly number[],
): Promise<Scores[]> {
  const scores = rows.map(() => temperatures.map(() => 0));
  const groups = rows.map(({ prompt, answer, coefficients }) => [
    { tokens: [...prompt, ...answer.slice(0, -1)], coefficients, logitsFrom: prompt.length - 1 },
  ]);
  const take: TakePosition = (row, position, [logits]) => {
    const token = rows[row]?.answer[position] as number;
    scores[row] = temperatures.map(
      (temperature, i) => (scores[row]?.[i] as number) + logProbability(logits as Float32Array, token, temperature),
    );
  };
  await prefillGroups(forward, groups, take, { bank });
  return scores;
}
