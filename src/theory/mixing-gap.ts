/** The exact price of mixing experts without training, when there is a future: the misalignment meter. */
import { logSumExp } from '../math/softmax.ts';
import { type LogPolicy, mixLogits } from './kl-bandit.ts';

/**
 * By how much a mix of experts over-values a prefix:
 *
 *     gap(s) = sum_i w_i V_i(s) - V_w(s) = -beta log sum_y prod_i pi_i(y | s)^w_i  >= 0
 *
 * V are soft values (`optimalValue`) of the continuations y of s, pi_i the optimal policy of reward i over them. It is beta times the
 * experts' Chernoff distance, so 0 exactly when all of them continue alike, and grows as they part. Mixed step logits carry
 * sum w_i V_i where the optimum carries V_w; subtracting gap / beta from the prefix's logit repairs the step.
 * Needs no reward and no reference: at a single token it can be read off the rows that MOD mixes anyway.
 */
export function mixingGap(continuations: readonly LogPolicy[], weights: readonly number[], beta: number): number {
  return Math.max(0, -beta * logSumExp(mixLogits(continuations, weights)));
}
