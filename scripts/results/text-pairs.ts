/** Pairs of texts for a reader: the two ends of a slider, same prompt, same seed, in an order that the numbers do not tell. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Front, FrontPoint } from '../../src/packs/front.ts';

export interface TextPair {
  readonly reward: string;
  readonly prompt: string;
  readonly seed: number;
  /** In the order in which they are printed. */
  readonly texts: readonly [string, string];
  /** Which of the two was made with all weight on the reward. */
  readonly high: 0 | 1;
}

/** models/runs/<pack>/reader.json: what somebody who had not seen the key said. */
export const ReaderSchema = v.object({
  /** Who read, in words. */
  reader: v.pipe(v.string(), v.minLength(1)),
  /** `pairsHash` of the pairs that were read: an answer to other pairs counts for nothing. */
  pairs: v.string(),
  /** A or B for every pair: which has more of the reward. */
  answers: v.pipe(v.string(), v.regex(/^[AB]+$/)),
});
export type Reader = v.InferOutput<typeof ReaderSchema>;

/** Names these very texts in this order. */
export function pairsHash(pairs: readonly TextPair[]): string {
  const text = JSON.stringify(pairs.map(({ reward, prompt, texts }) => [reward, prompt, texts]));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Right answers; undefined when the reader saw other pairs. */
export function rightAnswers(pairs: readonly TextPair[], { pairs: read, answers }: Reader): number | undefined {
  if (read !== pairsHash(pairs) || answers.length !== pairs.length) return undefined;
  return pairs.filter(({ high }, i) => answers[i] === 'AB'[high]).length;
}

/**
 * `each` pairs a reward: all weight on it, and none (the other weights equal). The order of a pair is drawn by a hash of reward and prompt.
 * @throws Error when the front has no samples at an end.
 */
export function textPairs(front: Front, policy: string, rewards: readonly string[], each: number): TextPair[] {
  const points = front.policies.find(({ id }) => id === policy)?.points ?? [];
  return rewards.flatMap((reward, axis) => {
    const one = endOf(
      points,
      policy,
      rewards.map((_, i) => (i === axis ? 1 : 0)),
    );
    const none = endOf(
      points,
      policy,
      rewards.map((_, i) => (i === axis ? 0 : 1 / (rewards.length - 1))),
    );
    return one.samples.slice(0, each).map((high): TextPair => {
      const low = none.samples.find(({ prompt }) => prompt === high.prompt);
      if (!low) throw new Error(`${policy} has no sample of '${high.prompt}' at [${none.weights.join(', ')}], expected one`);
      const first = (createHash('sha256').update(`${reward} ${high.prompt}`).digest()[0] as number) % 2 === 0;
      return {
        reward,
        prompt: high.prompt,
        seed: high.seed,
        texts: first ? [high.text, low.text] : [low.text, high.text],
        high: first ? 0 : 1,
      };
    });
  });
}

function endOf(points: readonly FrontPoint[], policy: string, weights: readonly number[]): FrontPoint {
  const point = points.find(
    (one) => one.weights.length === weights.length && one.weights.every((w, i) => Math.abs(w - (weights[i] as number)) < 1e-6),
  );
  if (!point || point.samples.length === 0) throw new Error(`${policy} has no samples at [${weights.join(', ')}], expected some`);
  return point;
}
