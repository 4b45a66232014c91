/** How long a run takes: the tokens that its steps will work on, times what a token took so far on this machine. Estimates, never results. */
import type { Candidate } from './candidates.ts';
import type { Recipe } from './recipe.ts';

export type Stage = 'offline' | 'on_policy';

/** Mean tokens of what a step works on. */
export interface Sizes {
  /** Of a prompt in the model's chat template. */
  readonly prompt: number;
  /** Of an answer that is learned from. */
  readonly answer: number;
}

/** What was worked on so far, in tokens of a gradient, and how long it took. Recent steps count more: a machine that gets busy slows down. */
export interface Pace {
  readonly tokens: number;
  readonly seconds: number;
}

/** How much of what was seen before stays at each step. */
const MEMORY = 0.8;
/** A forward pass alone, in gradients: two of the three products of a linear are the backward's. */
const FORWARD = 1 / 3;
/** A token that is sampled in a batch, likewise: the weights are read for few rows. */
const SAMPLED = 1;

/** @param promptTokens of one prompt in the chat template. */
export function sizesOf(candidates: readonly Candidate[], promptTokens: number): Sizes {
  if (candidates.length === 0) throw new RangeError('the size of no answers, expected candidates');
  return { prompt: promptTokens, answer: candidates.reduce((sum, { tokens }) => sum + tokens.length, 0) / candidates.length };
}

/**
 * Work of one step, in tokens of a gradient: a prompt counts once for the answers that share it. On-policy answers are sampled first, and read by the
 * policy and by the base.
 */
export function stepWork(recipe: Recipe, stage: Stage, { prompt, answer }: Sizes): number {
  const { offline, on_policy } = recipe;
  if (stage === 'offline') return offline ? offline.groups * (prompt + offline.picks * answer) : 0;
  if (!on_policy) return 0;
  const learned = on_policy.groups * (prompt + on_policy.samples * answer);
  return learned * (1 + 2 * FORWARD) + on_policy.groups * on_policy.samples * answer * SAMPLED;
}

/** What a step adds to what is known of the pace. */
export function observed(pace: Pace, tokens: number, seconds: number): Pace {
  return { tokens: MEMORY * pace.tokens + tokens, seconds: MEMORY * pace.seconds + seconds };
}

/** Seconds until all steps are taken. @param done steps of each stage that are behind. */
export function secondsLeft(recipe: Recipe, sizes: Sizes, pace: Pace, done: Readonly<Record<Stage, number>>): number {
  const perToken = pace.seconds / pace.tokens;
  const left = (stage: Stage) => Math.max(0, (recipe[stage]?.steps ?? 0) - done[stage]) * stepWork(recipe, stage, sizes);
  return perToken * (left('offline') + left('on_policy'));
}

/** How many steps of a stage fit into a time, at least 1. */
export function stepsWithin(seconds: number, recipe: Recipe, stage: Stage, sizes: Sizes, pace: Pace): number {
  const step = (pace.seconds / pace.tokens) * stepWork(recipe, stage, sizes);
  return step > 0 ? Math.max(1, Math.floor(seconds / step)) : 1;
}
