/** How far two rewards want different answers to the same prompt, on what was scored, and what that means for a front. */
import { bootstrap, type Interval, mean } from '../../math/statistics.ts';
import { conflicts } from '../../training/conflict.ts';
import type { BaseSample } from '../state/base-sample.ts';
import type { Scores } from '../state/live-scores.ts';

export interface Pull {
  /** Rank correlation within prompts, its mean over prompts, in [-1, 1]. */
  readonly correlation: Interval;
  /** Prompts where both rewards tell answers apart. */
  readonly prompts: number;
}

/** Fewer prompts say nothing. */
const fewest = 5;

/** Undefined where too few answers have both scores. */
export function pullOf(a: Scores, b: Scores, { inputs }: Pick<BaseSample, 'inputs'>): Pull | undefined {
  const byPrompt = new Map<string, (readonly [number, number, number])[]>();
  inputs.forEach(({ prompt }, i) => {
    const [x, y] = [a[i], b[i]];
    if (x === undefined || y === undefined) return;
    const row = byPrompt.get(prompt);
    if (row) row.push([x, y, 0]);
    else byPrompt.set(prompt, [[x, y, 0]]);
  });
  const values = [...byPrompt.values()];
  const original = values.map((row) => row.map(() => true));
  const [pair] = conflicts({ rewards: ['a', 'b'], prompts: [...byPrompt.keys()], values, original });
  const each = pair?.byPrompt ?? [];
  if (each.length < fewest) return undefined;
  const of = (indices: readonly number[]) => mean(indices.map((i) => each[i] as number));
  return { correlation: bootstrap(each.length, of, { seed: 1 }), prompts: each.length };
}

/** What a reader may expect of the two. */
export function pullWords({ correlation: { mean: middle, low, high } }: Pull): string {
  if (high < 0 && middle <= -0.1) return 'They pull apart: expect a front with a real choice on it.';
  if (low > 0 && middle >= 0.1) return 'They want much the same: both will rise together, and the slider will change little.';
  return 'They hardly conflict on the base’s own answers: both may rise together, and the front may be a short one near its corner.';
}
