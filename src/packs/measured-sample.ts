/** The measured text that answers for the live model until it is ready. */

import { nearestWeighting } from '../math/simplex.ts';
import type { Weighting } from '../methods/method.ts';
import type { Front, Sample } from './front.ts';

export interface MeasuredSample {
  readonly sample: Sample;
  /** Weights of the grid point; empty for the base. */
  readonly weights: Weighting;
}

/** The sample of `prompt` at the measured point of the policy that is nearest to `weights`, or undefined when there is none. */
export function measuredSample(front: Front, policy: string, prompt: string, weights: Weighting): MeasuredSample | undefined {
  const points = front.policies.find(({ id }) => id === policy)?.points ?? [];
  const answering = points.filter(({ samples }) => samples.some((sample) => sample.prompt === prompt));
  const steered = answering.filter((point) => point.weights.length > 0);
  const point =
    steered[
      nearestWeighting(
        weights,
        steered.map((candidate) => candidate.weights),
      )
    ] ?? answering[0];
  const sample = point?.samples.find((candidate) => candidate.prompt === prompt);
  return point && sample ? { sample, weights: point.weights } : undefined;
}

/** The seed that the prompt's measured texts were sampled with: under it the live model says what was measured. */
export function measuredSeed(front: Front | undefined, prompt: string): number | undefined {
  const samples = front?.policies.flatMap(({ points }) => points.flatMap((point) => point.samples)) ?? [];
  return samples.find((sample) => sample.prompt === prompt)?.seed;
}
