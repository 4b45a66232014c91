/** A pack's head that proposes a weighting for a prompt (models/auto.py, after PRO, arXiv 2511.10656): what it is in pack.json, what it says. */
import * as v from 'valibot';
import { softmax } from '../math/softmax.ts';
import type { Weighting } from '../methods/method.ts';
import { PoolingSchema } from '../rewards/own/learned-definition.ts';
import { decodeWeights } from '../rewards/own/linear-head.ts';
import { type Complaint, Count, Finite, Id, MeanSchema } from './fields.ts';

export const AutoSchema = v.object({
  /** Which of the base's states stand for a prompt, read alone, without system prompt and chat template. */
  pooling: PoolingSchema,
  /** [rewards, width], float32, little-endian, base64. */
  weights: v.pipe(v.string(), v.base64('expected base64')),
  /** One a reward. */
  bias: v.array(Finite),
  /** Least standardised reward of a policy's answers to held-out prompts, at the proposals less at equal weights. */
  judged: v.object({ policy: Id, prompts: Count, aboveCentre: MeanSchema }),
});
export type Auto = v.InferOutput<typeof AutoSchema>;

/** What of it does not go with the pack's rewards. */
export function autoComplaint(auto: Auto | undefined, rewards: number): Complaint | undefined {
  if (auto === undefined) return undefined;
  if (auto.bias.length !== rewards) return { field: ['auto', 'bias'], expected: `${rewards} numbers, one a reward`, got: auto.bias.length };
  try {
    const numbers = decodeWeights(auto.weights).length;
    if (numbers % rewards === 0) return undefined;
    return { field: ['auto', 'weights'], expected: `as many numbers for each of ${rewards} rewards`, got: numbers };
  } catch (error) {
    return { field: ['auto', 'weights'], expected: 'finite numbers of four bytes', got: String(error) };
  }
}

/**
 * softmax(W h + b): one weight per reward, on the simplex.
 * @param state [width], as `pooling` says.
 * @throws RangeError on a state of another size.
 */
export function proposeWeighting(auto: Pick<Auto, 'weights' | 'bias'>, state: ArrayLike<number>): Weighting {
  const weights = decodeWeights(auto.weights);
  const width = weights.length / auto.bias.length;
  if (state.length !== width) throw new RangeError(`a state of ${state.length} numbers, expected ${width} as the head of this pack has`);
  const logits = auto.bias.map((bias, reward) => {
    let sum = bias;
    for (let k = 0; k < width; k += 1) sum += (weights[reward * width + k] as number) * (state[k] as number);
    return sum;
  });
  return softmax(logits);
}
