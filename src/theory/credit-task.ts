/**
 * A text whose reward comes at its end. Each pair of neighbouring tokens is warm, cold or neutral, and the reward is the tone of the
 * whole: (warm - cold) / (warm + cold + 2), in (-1, 1). Most pairs are neutral and get the same share of the end reward as the few that
 * made it: this is what credit assignment is about. Small enough to be summed exactly.
 */
import { createRng } from '../math/rng.ts';

export interface CreditTask {
  readonly tokens: number;
  /** Tokens a text. */
  readonly length: number;
  /** Tone of token b after token a: 1 warm, -1 cold, 0 neutral; [tokens + 1][tokens], the last row is the start of the text. */
  readonly tones: readonly (readonly number[])[];
}

/** Next-token probabilities after each token and at the start, [tokens + 1][tokens]. */
export type PairPolicy = readonly (readonly number[])[];

/** Each pair is warm or cold with probability `toned` each; every token has at least one warm successor, so that the best text is all warm. */
export function createCreditTask({ tokens = 8, length = 16, toned = 0.12 }, seed: number): CreditTask {
  const random = createRng(seed);
  const tones = Array.from({ length: tokens + 1 }, () => {
    const row = Array.from({ length: tokens }, () => {
      const draw = random();
      return draw < toned ? 1 : draw < 2 * toned ? -1 : 0;
    });
    return row.includes(1) ? row : row.with(Math.floor(random() * tokens), 1);
  });
  return { tokens, length, tones };
}

/** Tone of each pair of a text, [length]; the first is that of the first token at the start. */
export function tonesOf({ tokens, tones }: CreditTask, text: readonly number[]): number[] {
  return text.map((token, t) => tones[t === 0 ? tokens : (text[t - 1] as number)]?.[token] as number);
}

/** Reward of a whole text or of any prefix; 0 of an empty one. */
export function textReward(task: CreditTask, text: readonly number[]): number {
  return prefixRewards(task, text).at(-1) as number;
}

/** Reward of every prefix of a text, from 0 to all of its tokens: [length + 1]. */
export function prefixRewards(task: CreditTask, text: readonly number[]): number[] {
  let [warm, cold] = [0, 0];
  const rewards = tonesOf(task, text).map((heard) => {
    if (heard > 0) warm += 1;
    if (heard < 0) cold += 1;
    return tone(warm, cold);
  });
  return [0, ...rewards];
}

/** The highest reward: every pair warm. */
export function bestReward({ length }: CreditTask): number {
  return length / (length + 2);
}

/** Mean reward of the policy's texts, exact: dynamic programming over the last token and the counts of warm and cold pairs. */
export function expectedReward({ tokens, length, tones }: CreditTask, policy: PairPolicy): number {
  const side = length + 1;
  // State (last, warm, cold) at (last x side + warm) x side + cold; after t tokens warm + cold is at most t.
  let now = new Float64Array((tokens + 1) * side * side);
  now[tokens * side * side] = 1;
  for (let t = 0; t < length; t += 1) {
    const next = new Float64Array(now.length);
    for (let last = t === 0 ? tokens : 0; last < (t === 0 ? tokens + 1 : tokens); last += 1) {
      const heard = tones[last] as readonly number[];
      const chances = policy[last] as readonly number[];
      for (let warm = 0; warm <= t; warm += 1) {
        for (let cold = 0; warm + cold <= t; cold += 1) {
          const mass = now[(last * side + warm) * side + cold] as number;
          if (mass === 0) continue;
          for (let token = 0; token < tokens; token += 1) {
            const sign = heard[token] as number;
            const to = (token * side + warm + (sign > 0 ? 1 : 0)) * side + cold + (sign < 0 ? 1 : 0);
            next[to] = (next[to] as number) + mass * (chances[token] as number);
          }
        }
      }
    }
    now = next;
  }
  let sum = 0;
  now.forEach((mass, state) => {
    const warm = Math.floor(state / side) % side;
    const cold = state % side;
    sum += mass * tone(warm, cold);
  });
  return sum;
}

function tone(warm: number, cold: number): number {
  return (warm - cold) / (warm + cold + 2);
}
