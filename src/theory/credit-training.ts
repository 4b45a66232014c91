/**
 * Three learners of one task that differ only in when the reward arrives. Policy gradient with a table of logits per last token,
 * generalised advantage estimates (lambda, no discount), and a weak critic that knows the position alone.
 */
import { createRng } from '../math/rng.ts';
import { logSoftmax } from '../math/softmax.ts';
import { type AttentionReward, fitAttentionReward } from './attention-reward.ts';
import { byAttention, type CreditSignal, endOfText, prefixDifferences } from './credit-signals.ts';
import { bestReward, type CreditTask, createCreditTask, expectedReward, type PairPolicy, textReward, tonesOf } from './credit-task.ts';
import type { Trainable } from './trainable.ts';

export const CREDIT_KINDS = ['end', 'prefix', 'attention'] as const;
export type CreditKind = (typeof CREDIT_KINDS)[number];

export interface CreditConfig {
  /** How far back a reward reaches, in [0, 1]: what comes k tokens later counts lambda^k. At 1 the whole text counts alike. */
  readonly lambda: number;
  /** Share of the reward that attention spreads, in [0, 1]. Default 0.8, the value that the paper's IMDb runs use. */
  readonly attentionShare?: number;
  /** Updates until the run ends, each of CREDIT_BATCH texts. Default 200. */
  readonly updates?: number;
}

export interface CreditLearner {
  readonly kind: CreditKind;
  /** Exact mean reward as a share of the best, after 0, 1, 2 .. updates. */
  readonly curve: readonly number[];
  /** Tokens, tones and credit of one text that it writes now; the random numbers are the same for all learners. */
  readonly sample: {
    readonly text: readonly number[];
    readonly tones: readonly number[];
    readonly credit: readonly number[];
    readonly reward: number;
  };
}

export interface CreditSnapshot {
  readonly learners: readonly CreditLearner[];
}

/** Texts, or episodes, in an update. */
export const CREDIT_BATCH = 8;
/** A learner has learned the task when its mean reward is this share of the best. */
export const CREDIT_LEARNED = 0.9;

const RATE = 2;
const CRITIC_RATE = 0.05;
/** Texts that the reward model is fitted to. */
export const SCORED_TEXTS = 300;

/** Texts after which a curve first reaches CREDIT_LEARNED; undefined if it has not. */
export function episodesToLearn(curve: readonly number[]): number | undefined {
  const update = curve.findIndex((share) => share >= CREDIT_LEARNED);
  return update < 0 ? undefined : update * CREDIT_BATCH;
}

/** The seed makes the task, the scored texts of the reward model and the draws of the learners, which are the same for each. */
export const creditTraining: Trainable<CreditConfig, CreditSnapshot> = {
  create({ lambda, attentionShare = 0.8, updates = 200 }, seed) {
    if (!(lambda >= 0 && lambda <= 1)) throw new RangeError(`lambda is ${lambda}, expected 0 to 1`);
    const task = createCreditTask({}, seed);
    const model = scoreRandomTexts(task, seed + 1);
    const signals: Record<CreditKind, CreditSignal> = {
      end: endOfText(task),
      prefix: prefixDifferences(task),
      attention: byAttention(task, model, attentionShare),
    };
    const learners = CREDIT_KINDS.map((kind) => createLearner(task, signals[kind], lambda, createRng(seed + 2)));
    const curves = learners.map(({ policy }) => [share(task, policy())]);
    return {
      step() {
        learners.forEach((learner, i) => {
          learner.update();
          curves[i]?.push(share(task, learner.policy()));
        });
      },
      snapshot: () => ({
        learners: CREDIT_KINDS.map((kind, i) => {
          const text = writeText(task, learners[i]?.policy() as PairPolicy, createRng(seed + 3));
          const sample = { text, tones: tonesOf(task, text), credit: signals[kind](text), reward: textReward(task, text) };
          return { kind, curve: [...(curves[i] as number[])], sample };
        }),
      }),
      get finished() {
        return (curves[0] as number[]).length > updates;
      },
    };
  },
};

function share(task: CreditTask, policy: PairPolicy): number {
  return expectedReward(task, policy) / bestReward(task);
}

/** The reward model, fitted to texts of equal probabilities: those of every learner before its first update. */
function scoreRandomTexts(task: CreditTask, seed: number): AttentionReward {
  const random = createRng(seed);
  const texts = Array.from({ length: SCORED_TEXTS }, () => {
    const text = Array.from({ length: task.length }, () => Math.floor(random() * task.tokens));
    return { text, reward: textReward(task, text) };
  });
  return fitAttentionReward(task, texts, seed + 1);
}

function createLearner(task: CreditTask, signal: CreditSignal, lambda: number, random: () => number) {
  const { tokens, length } = task;
  const logits = Array.from({ length: tokens + 1 }, () => new Float64Array(tokens));
  // Mean of what is still to come at each position; 0 after the end.
  const critic = new Float64Array(length + 1);
  let seen = 0;
  const policy = (): number[][] => logits.map((row) => Array.from(logSoftmax(row), Math.exp));

  function update(): void {
    const now = policy();
    const gradient = logits.map((row) => new Float64Array(row.length));
    const texts = Array.from({ length: CREDIT_BATCH }, () => writeText(task, now, random));
    const rewards = texts.map(signal);
    texts.forEach((text, i) => {
      advantages(rewards[i] as number[], critic, lambda).forEach((advantage, t) => {
        const last = t === 0 ? tokens : (text[t - 1] as number);
        const row = gradient[last] as Float64Array;
        for (let token = 0; token < tokens; token += 1) {
          const chosen = token === text[t] ? 1 : 0;
          row[token] = (row[token] as number) + (advantage * (chosen - (now[last]?.[token] as number))) / CREDIT_BATCH;
        }
      });
    });
    for (const one of rewards) {
      seen += 1;
      let toCome = 0;
      for (let t = length - 1; t >= 0; t -= 1) {
        toCome += one[t] as number;
        critic[t] = (critic[t] as number) + (toCome - (critic[t] as number)) * Math.max(CRITIC_RATE, 1 / seen);
      }
    }
    gradient.forEach((row, last) => {
      row.forEach((slope, token) => {
        const target = logits[last] as Float64Array;
        target[token] = (target[token] as number) + RATE * slope;
      });
    });
  }
  return { policy, update };
}

/** Generalised advantage estimates without discount: sum_k lambda^k (r_{t+k} + V_{t+k+1} - V_{t+k}). @param critic [length + 1], 0 at the end. */
export function advantages(rewards: readonly number[], critic: Float64Array, lambda: number): number[] {
  const result = new Array<number>(rewards.length).fill(0);
  let later = 0;
  for (let t = rewards.length - 1; t >= 0; t -= 1) {
    later = (rewards[t] as number) + (critic[t + 1] as number) - (critic[t] as number) + lambda * later;
    result[t] = later;
  }
  return result;
}

function writeText({ tokens, length }: CreditTask, policy: PairPolicy, random: () => number): number[] {
  const text: number[] = [];
  for (let t = 0; t < length; t += 1) {
    const row = policy[t === 0 ? tokens : (text[t - 1] as number)] as readonly number[];
    let left = random();
    let token = 0;
    while (token < tokens - 1 && left >= (row[token] as number)) {
      left -= row[token] as number;
      token += 1;
    }
    text.push(token);
  }
  return text;
}
