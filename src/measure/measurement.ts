/** What a measurement keeps: answers and their log-probabilities. Rewards are pure functions of them and are scored when the front is built. */
import { type Job, jobKey } from './plan.ts';

export interface Answer {
  readonly prompt: string;
  /** The engine's seed. */
  readonly seed: number;
  readonly text: string;
  /** Ended by itself. */
  readonly finished: boolean;
  /** Generated tokens, the end token included. */
  readonly tokens: number;
  /** Sum over the tokens of log pi - log pi_ref at the sampling temperature, nats: an unbiased sample of the sequence KL. */
  readonly kl: number;
  /** Mean of -log pi_ref over the tokens at temperature 1, nats. */
  readonly nll: number;
  /** What the pack's learned reward says, in [0, 1]; absent where it has none. */
  readonly learned?: number;
}

/** One line of the evaluation's file. */
export interface Measurement extends Job {
  /** What the answers depend on: `steeringKey`. */
  readonly key: string;
  readonly seconds: number;
  readonly answers: readonly Answer[];
}

/** Measurements of one point that differ in their seed, as one; in the order of their first lines. */
export interface MeasuredPoint extends Omit<Job, 'repeat'> {
  /** [repeats][prompts]. */
  readonly repeats: readonly (readonly Answer[])[];
}

export function joinRepeats(measurements: readonly Measurement[]): MeasuredPoint[] {
  const points = new Map<string, MeasuredPoint>();
  for (const measurement of measurements) {
    const { policy, weights, split, answers } = measurement;
    const key = jobKey({ ...measurement, repeat: 0 });
    points.set(key, { policy, weights, split, repeats: [...(points.get(key)?.repeats ?? []), answers] });
  }
  return [...points.values()];
}
