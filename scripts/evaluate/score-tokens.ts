/** Log-probabilities of given answers: one prefill each. */

import { logProbability } from '../../src/lm/decode/log-probability.ts';
import { prefillGroups, type ReadGroup } from '../../src/lm/decode/prefill-groups.ts';
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
  const scores = new Array<Scores>(rows.length);
  const groups = rows.map(({ prompt, answer, coefficients }) => [
    { tokens: [...prompt, ...answer.slice(0, -1)], coefficients, logitsFrom: prompt.length - 1 },
  ]);
  const read: ReadGroup = (row, { logits }) => {
    const [flat] = logits as [Float32Array];
    const { answer } = rows[row] as Continuation;
    scores[row] = temperatures.map((temperature) =>
      answer.reduce((sum, token, position) => {
        const at = position * forward.vocabulary;
        return sum + logProbability(flat.subarray(at, at + forward.vocabulary), token, temperature);
      }, 0),
    );
  };
  await prefillGroups(forward, groups, read, { bank });
  return scores;
}
