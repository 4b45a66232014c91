/**
 * What the rewards themselves allow: the exact optimum over a pool at a price of KL, before anything is trained. Twin of models/optimum.py.
 *
 * Of all distributions p over a prompt's candidates, the one that maximises E_p[u_w] - price KL(p || uniform) is softmax(u_w / price): the closed
 * form of KL-regularised reward maximisation (DPO, arXiv 2305.18290, eq. 4) with the candidates as the base. At the price `offline.temperature` of
 * a recipe it is the very target that distillation learns: a policy that learned it perfectly would have these means.
 */
import { logSoftmax } from '../math/softmax.ts';
import type { PoolTable } from './pool-table.ts';
import { type UtilitySettings, utility } from './utility.ts';

export interface Optimum {
  readonly weights: readonly number[];
  /** Expected scores under the optimum: [prompts][rewards + 1], the guard last. */
  readonly scores: readonly (readonly number[])[];
  /** KL to all candidates alike, nats: [prompts]. At most the log of their number. */
  readonly kl: readonly number[];
}

/**
 * @param weights One for each reward, summing to 1.
 * @param price Of a nat, in units of utility; above 0. Towards 0 the best candidate of each prompt is taken, towards infinity all alike.
 */
export function optimum(table: PoolTable, weights: readonly number[], price: number, settings: UtilitySettings): Optimum {
  const reached = table.values.map((row) => {
    const logChance = logSoftmax(
      row.map((values) => utility(values, weights, settings)),
      price,
    );
    const scores = new Array<number>(table.rewards.length + 1).fill(0);
    let kl = Math.log(row.length);
    row.forEach((values, candidate) => {
      const log = logChance[candidate] as number;
      const chance = Math.exp(log);
      // of a chance that is 0 in floating point nothing is left of chance * log
      if (chance === 0) return;
      kl += chance * log;
      values.forEach((value, i) => {
        scores[i] = (scores[i] as number) + chance * value;
      });
    });
    return { scores, kl: Math.max(0, kl) };
  });
  return { weights, scores: reached.map(({ scores }) => scores), kl: reached.map(({ kl }) => kl) };
}
