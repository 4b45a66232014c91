/** From the answers of a measurement to its points while it runs, and to front.json when it is whole. */

import { klAxis } from '../../charts/chart-axes.ts';
import type { LiveFrontInput } from '../../measure/live-front.ts';
import type { Answer, MeasuredPoint } from '../../measure/measurement.ts';
import { type AnswerScores, answerKey, type ScoredFrontInput } from '../../measure/scored-front.ts';
import type { Pack } from '../../packs/pack.ts';
import { engineRewards } from '../../rewards/registry.ts';
import type { MeasurePlan, PlannedAnswer } from './measure-plan.ts';
import type { MeasuredAnswer } from './measured-answers.ts';

/** What scores a pack's answers, beside the engine. */
export interface MeasuredScorers {
  /** Text reward of the axes to its twin; undefined where it has none. */
  readonly twins: Readonly<Record<string, string | undefined>>;
  readonly guard: string;
  /** Lowest and highest score of each axis. */
  readonly ranges: Readonly<Record<string, readonly [number, number]>>;
}

/** The held-out answers as a sweep's texts: what is not there yet has no score. */
export function liveInput(
  pack: Pack,
  { twins, guard }: Pick<MeasuredScorers, 'twins' | 'guard'>,
  { answers }: MeasurePlan,
  there: ReadonlyMap<string, MeasuredAnswer>,
): LiveFrontInput {
  return {
    texts: answers
      .filter(({ job }) => job.split === 'held_out')
      .map(({ key, job, prompt, seed }) => {
        const answer = there.get(key);
        const scores = answer ? { ...answer.scores, [klAxis]: answer.kl } : {};
        return { series: job.policy, weights: job.weights, prompt, seed, stop: answer && 'end', scores };
      }),
    rewards: pack.rewards,
    watched: [guard, klAxis, ...Object.values(twins).filter((twin) => twin !== undefined)],
  };
}

/** @throws Error that names the first answer which is not there. */
export function frontInput(
  pack: Pack,
  { twins, guard, ranges }: MeasuredScorers,
  plan: MeasurePlan,
  there: ReadonlyMap<string, MeasuredAnswer>,
  commit: string,
): ScoredFrontInput {
  const scores = new Map<string, AnswerScores>();
  const points = new Map<string, { readonly point: Omit<MeasuredPoint, 'repeats'>; readonly repeats: Answer[][] }>();
  for (const planned of plan.answers) {
    const answer = measuredAs(planned, there);
    scores.set(answerKey(answer), (there.get(planned.key) as MeasuredAnswer).scores);
    const { policy, weights, split, repeat } = planned.job;
    const key = JSON.stringify([policy, weights, split]);
    const at = points.get(key) ?? { point: { policy, weights, split }, repeats: [] };
    points.set(key, at);
    at.repeats[repeat] = [...(at.repeats[repeat] ?? []), answer];
  }
  return {
    pack,
    prompts: plan.heldOut,
    groups: {},
    seeds: plan.seeds,
    examples: pack.examples.filter((prompt) => plan.heldOut.includes(prompt)),
    measurements: [...points.values()].map(({ point, repeats }) => ({ ...point, repeats })),
    commit,
    unmoved: ranges,
    scores,
    twins: Object.fromEntries(Object.entries(twins).filter(([id]) => !engineRewards.has(id))),
    guard,
  };
}

function measuredAs({ key, prompt }: PlannedAnswer, there: ReadonlyMap<string, MeasuredAnswer>): Answer {
  const answer = there.get(key);
  if (!answer) throw new Error(`no answer to '${prompt}' yet, expected every answer of the plan`);
  const { seed, text, finished, tokens, kl, nll } = answer;
  return { prompt, seed, text, finished, tokens, kl, nll };
}
