/** Which answers measure a pack that was trained here, in the order in which a part of them tells most. */
import { jobSteering } from '../../measure/job-steering.ts';
import { engineSeed, type Job, jobKey, planJobs } from '../../measure/plan.ts';
import type { Steering } from '../../methods/method.ts';
import type { Pack } from '../../packs/pack.ts';
import type { PackPrompts } from './trained-run.ts';

export interface MeasureSettings {
  /** Held-out prompts, the first of them; as many tuning prompts at most. */
  readonly prompts: number;
  /** Answers to every prompt at every weighting, each from noise of its own. */
  readonly samples: number;
  /** Of three rewards all of the simplex in tenths too. */
  readonly tenths?: boolean | undefined;
}

export interface PlannedAnswer {
  /** Unique, and the same in every plan that asks for this answer: more prompts or samples extend what is there. */
  readonly key: string;
  readonly job: Job;
  readonly prompt: string;
  readonly seed: number;
  readonly steering: Steering;
}

export interface MeasurePlan {
  readonly answers: readonly PlannedAnswer[];
  readonly heldOut: readonly string[];
  readonly tune: readonly string[];
  /** Of the evaluation's list, of which an answer's own seed is made with its prompt's place. */
  readonly seeds: readonly number[];
}

/**
 * As `npm run evaluate`: base and corners on the tuning prompts set the scale, then the base and all policies over the grid, held-out prompts.
 * @param labels Of the pack's rewards.
 */
export function planMeasuring(pack: Pack, labels: readonly string[], prompts: PackPrompts, settings: MeasureSettings): MeasurePlan {
  const heldOut = prompts.heldOut.slice(0, settings.prompts);
  const tune = prompts.tune.slice(0, settings.prompts);
  const seeds = Array.from({ length: settings.samples }, (_, sample) => sample + 1);
  const places = new Map([...prompts.heldOut, ...prompts.tune].map((prompt, place) => [prompt, place]));
  const answers = planJobs(pack, { repeats: settings.samples, tenths: settings.tenths ?? false }).flatMap((job) => {
    const steering = jobSteering(pack, labels, job);
    return (job.split === 'tune' ? tune : heldOut).map((prompt): PlannedAnswer => {
      const seed = engineSeed(seeds[job.repeat] ?? 1, places.get(prompt) ?? 0);
      return { key: `${jobKey(job)} ${prompt}`, job, prompt, seed, steering };
    });
  });
  return { answers, heldOut, tune, seeds };
}
