import { checkWeighting } from '../math/simplex.ts';
import type { SteeringContext, Weighting } from './method.ts';

/** The lowest weight of each word, largest first. */
const WORDS = [
  [5 / 8, 'high'],
  [3 / 8, 'mid'],
  [1 / 8, 'low'],
] as const;

/** A weight as a word, as small models read words better than numbers: none < 1/8 <= low < 3/8 <= mid < 5/8 <= high. */
export function preferenceWord(weight: number): 'none' | 'low' | 'mid' | 'high' {
  return WORDS.find(([lowest]) => weight >= lowest)?.[1] ?? 'none';
}

/**
 * The system prompt with the preferences after it: `Answer in two sentences. Brevity: high. Richness: none. Cheer: low.`
 * `models/` trains on the same words.
 * @throws RangeError when w is off the simplex, or the context lacks the system prompt or one label a weight.
 */
export function preferencePrompt(w: Weighting, { system, rewards }: SteeringContext = {}): string {
  if (system === undefined || rewards === undefined)
    throw new RangeError('preferences go into the prompt: expected system and rewards in the context');
  checkWeighting(w, rewards.length);
  return [system, ...rewards.map((label, i) => `${label}: ${preferenceWord(w[i] ?? 0)}.`)].join(' ');
}
