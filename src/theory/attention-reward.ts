/**
 * A reward model of one attention layer, fitted to scored texts. A token is read together with the one before it; the pair has a score u
 * and a value v; the model says sum_t a_t v_t + bias with a = softmax(u over the text). Where it looks, a, is what attention-based credit
 * spreads the reward by ("Dense Reward for Free in RLHF", arXiv 2402.00782, where it is the last layer of a transformer).
 */

import { createRng } from '../math/rng.ts';
import { softmax } from '../math/softmax.ts';
import type { CreditTask } from './credit-task.ts';

export interface ScoredText {
  readonly text: readonly number[];
  readonly reward: number;
}

export interface AttentionReward {
  /** Predicted reward. */
  predict(text: readonly number[]): number;
  /** Where it looks: one share a token, sums to 1. */
  attention(text: readonly number[]): number[];
}

const STEPS = 250;
const RATE = 0.03;
const START = 0.1;

/** Weights of the model: scores then values of all pairs, [2 x (tokens + 1) x tokens], and the bias. */
export interface AttentionWeights {
  readonly pairs: Float64Array;
  bias: number;
}

/** Mean squared error over the texts and its gradient, in the layout of the weights. */
export function attentionLoss(task: CreditTask, { pairs, bias }: AttentionWeights, texts: readonly ScoredText[]) {
  const count = pairs.length / 2;
  const gradient = { pairs: new Float64Array(pairs.length), bias: 0 };
  let loss = 0;
  for (const { text, reward } of texts) {
    const read = pairIndices(task, text);
    const attention = softmax(read.map((pair) => pairs[pair] as number));
    let pooled = 0;
    for (let t = 0; t < read.length; t += 1) pooled += (attention[t] as number) * (pairs[count + (read[t] as number)] as number);
    const error = pooled + bias - reward;
    loss += error ** 2 / texts.length;
    const slope = (2 * error) / texts.length;
    gradient.bias += slope;
    for (let t = 0; t < read.length; t += 1) {
      const pair = read[t] as number;
      const share = attention[t] as number;
      gradient.pairs[count + pair] = (gradient.pairs[count + pair] as number) + slope * share;
      gradient.pairs[pair] = (gradient.pairs[pair] as number) + slope * share * ((pairs[count + pair] as number) - pooled);
    }
  }
  return { loss, gradient };
}

/** Adam from small random weights, for a fixed number of steps. */
export function fitAttentionReward(task: CreditTask, texts: readonly ScoredText[], seed: number): AttentionReward {
  const random = createRng(seed);
  const weights: AttentionWeights = {
    pairs: Float64Array.from({ length: 2 * (task.tokens + 1) * task.tokens }, () => START * (random() - 0.5)),
    bias: texts.reduce((sum, { reward }) => sum + reward, 0) / texts.length,
  };
  const first = new Float64Array(weights.pairs.length);
  const second = new Float64Array(weights.pairs.length);
  for (let step = 1; step <= STEPS; step += 1) {
    const { gradient } = attentionLoss(task, weights, texts);
    weights.bias -= RATE * gradient.bias;
    gradient.pairs.forEach((slope, i) => {
      first[i] = 0.9 * (first[i] as number) + 0.1 * slope;
      second[i] = 0.999 * (second[i] as number) + 0.001 * slope ** 2;
      const direction = (first[i] as number) / (1 - 0.9 ** step) / (Math.sqrt((second[i] as number) / (1 - 0.999 ** step)) + 1e-8);
      weights.pairs[i] = (weights.pairs[i] as number) - RATE * direction;
    });
  }
  const attention = (text: readonly number[]) => softmax(pairIndices(task, text).map((pair) => weights.pairs[pair] as number));
  return {
    attention,
    predict(text) {
      const shares = attention(text);
      const count = weights.pairs.length / 2;
      return pairIndices(task, text).reduce(
        (sum, pair, t) => sum + (shares[t] as number) * (weights.pairs[count + pair] as number),
        weights.bias,
      );
    },
  };
}

function pairIndices({ tokens }: CreditTask, text: readonly number[]): number[] {
  return text.map((token, t) => (t === 0 ? tokens : (text[t - 1] as number)) * tokens + token);
}
