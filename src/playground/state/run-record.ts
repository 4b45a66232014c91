/** `tiller-run/1`: the texts of all panes with everything that made them, as a file and as it is kept in the browser. */
import * as v from 'valibot';
import { parseFile } from '../../lm/parse-file.ts';
import { beyondRange, isBeyond } from '../../math/beyond-simplex.ts';
import { findMethod } from '../../methods/registry.ts';
import { Count, consistent, Finite, Id, Measure, Seed, Sha256 } from '../../packs/fields.ts';
import type { Pack, Policy } from '../../packs/pack.ts';
import { draftKey, type Job, jobKey } from './job.ts';
import { optionRefusal } from './pane-code.ts';
import type { PanePolicies } from './pane-policies.ts';
import { paneLimit } from './panes-store.ts';
import { answerLimit, promptLimit } from './prompt-text.ts';
import { type NumericField, requestLimits } from './request-store.ts';
import type { Run } from './run.ts';

const PromptText = v.pipe(v.string(), v.maxLength(promptLimit));
const AnswerText = v.pipe(v.string(), v.maxLength(answerLimit));

/** A number that the page's own control may have. */
function within(field: NumericField) {
  const { min, max } = requestLimits[field];
  return v.pipe(Finite, v.minValue(min), v.maxValue(max));
}

const PaneSchema = v.object({
  policy: Id,
  /** What the reader changed of the policy's own. */
  options: v.record(v.string(), v.union([Finite, v.string()])),
  /** What was said in the pane before the prompt, oldest first. */
  turns: v.optional(v.array(v.object({ role: v.picklist(['user', 'assistant']), text: AnswerText })), []),
  text: AnswerText,
  /** Ids, without the end token; none of a text that was measured before. */
  tokens: v.array(Count),
  /** Those of the tokens that the reader gave, where the text goes on from a word of theirs. */
  prefix: v.exactOptional(v.array(Count)),
  stop: v.picklist(['end', 'length', 'aborted']),
  /** Reward id, and 'guard', to the score of the text. */
  scores: v.record(v.string(), Measure),
  /** The weighting of a text that was measured before, the nearest on its grid. */
  measuredAt: v.optional(v.array(Finite)),
});

const RunShape = v.object({
  format: v.literal('tiller-run/1'),
  pack: Id,
  /** SHA-256 of the base model. */
  base: Sha256,
  /** When it was saved. */
  date: v.pipe(v.string(), v.isoTimestamp('an ISO 8601 date and time')),
  prompt: PromptText,
  system: PromptText,
  seed: Seed,
  sampling: v.object({
    temperature: within('temperature'),
    topK: v.pipe(within('topK'), v.integer()),
    topP: within('topP'),
    minP: v.optional(within('minP'), 0),
    repetitionPenalty: v.optional(within('repetitionPenalty'), 1),
  }),
  maxTokens: v.pipe(within('maxTokens'), v.integer()),
  /** One a reward. */
  weights: v.pipe(v.array(Finite), v.minLength(1)),
  panes: v.pipe(v.array(PaneSchema), v.minLength(1), v.maxLength(paneLimit)),
});

export const RunSchema = v.pipe(
  RunShape,
  consistent(({ panes, weights }) => {
    const [low, high] = beyondRange;
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (weights.some((weight) => weight < low - 1e-6 || weight > high + 1e-6) || Math.abs(sum - 1) > 1e-3) {
      return { field: ['weights'], expected: `weights from ${low} to ${high} that sum to 1`, got: weights };
    }
    const other = panes.findIndex(({ measuredAt }) => measuredAt !== undefined && ![0, weights.length].includes(measuredAt.length));
    if (other < 0) return undefined;
    return {
      field: ['panes', other, 'measuredAt'],
      expected: `${weights.length} weights, or none`,
      got: panes[other]?.measuredAt,
    };
  }),
);

export type RunRecord = v.InferOutput<typeof RunSchema>;
export type RecordedPane = RunRecord['panes'][number];

/** @throws Error that names the file, the field and what was expected. */
export function parseRun(data: unknown, file: string): RunRecord {
  return parseFile(RunSchema, data, file);
}

/**
 * A record as its file has it.
 * @throws Error when there is none: no text has ended yet.
 */
export function runJson(record: RunRecord | undefined): string {
  if (record === undefined) throw new Error('there is no finished text on the page yet.');
  return `${JSON.stringify(record, undefined, 1)}\n`;
}

/**
 * What is on the page as a record: every pane whose text answers the same question at the same weights as most others do. A text that no
 * weights steer, like the base's, answers at any.
 * @param runs Of the panes, in their order.
 * @param policies How a pane is steered at a weighting, and where it cannot be.
 * @returns undefined where no pane has a text that will not change by itself.
 */
export function recordRun(
  { id, base }: Pick<Pack, 'id' | 'base'>,
  runs: readonly Run[],
  policies: Pick<PanePolicies, 'steer' | 'refusal'>,
  date: Date,
): RunRecord | undefined {
  const settled = runs.flatMap((run) => (isSettled(run) && run.text !== '' ? [run] : []));
  const [most] = settled
    .map(({ job }) => ({ job, panes: settled.filter((run) => isSameQuestion(run.job, job, policies)) }))
    .sort((a, b) => b.panes.length - a.panes.length);
  if (!most) return undefined;
  const { prompt, system, seed, sampling, maxTokens, weights } = most.job;
  return {
    format: 'tiller-run/1',
    ...{ pack: id, base, date: date.toISOString() },
    ...{ prompt, system, seed, sampling: { minP: 0, repetitionPenalty: 1, ...sampling }, maxTokens, weights: [...weights] },
    panes: most.panes.map(recordPane),
  };
}

type SettledRun = Extract<Run, { readonly status: 'done' | 'stopped' | 'precomputed' | 'opened' }>;

function isSettled(run: Run): run is SettledRun {
  return run.status === 'done' || run.status === 'stopped' || run.status === 'precomputed' || run.status === 'opened';
}

/** True of a job that would be the same had it been asked with the other's weights. */
function isSameQuestion(job: Job, other: Job, { steer, refusal }: Pick<PanePolicies, 'steer' | 'refusal'>): boolean {
  const { prompt, system, seed, sampling, maxTokens } = other;
  return (
    refusal(job, other.weights) === undefined &&
    jobKey({ ...job, steering: steer(job, other.weights) }) === jobKey(job) &&
    draftKey({ ...job, prompt, system, seed, sampling, maxTokens }) === draftKey(job)
  );
}

function recordPane(run: SettledRun): RecordedPane {
  const { policy, options, turns, prefix } = run.job;
  return {
    policy,
    options: { ...options },
    turns: turns.map((turn) => ({ ...turn })),
    text: run.text,
    tokens: 'tokens' in run ? [...run.tokens] : [],
    ...(prefix ? { prefix: [...prefix] } : {}),
    stop: run.stop,
    scores: { ...run.scores },
    ...('measuredAt' in run && run.measuredAt ? { measuredAt: [...run.measuredAt] } : {}),
  };
}

/** Why a record cannot be shown with a pack, in one sentence; undefined where it can. */
export function foreignRun(
  { pack, base, weights, panes }: RunRecord,
  of: Pack,
  policies: readonly Pick<Policy, 'id' | 'method' | 'label'>[],
): string | undefined {
  if (pack !== of.id) return `It is a run of the pack “${pack}”; here is “${of.id}”.`;
  if (base !== of.base) return `It was made with another base model (${base.slice(0, 10)}…); this pack's is ${of.base.slice(0, 10)}….`;
  if (weights.length !== of.rewards.length) return `It has ${weights.length} weights; this pack has ${of.rewards.length} rewards.`;
  const unknown = panes.find(({ policy }) => policies.every(({ id }) => id !== policy));
  if (unknown) return `Its policy “${unknown.policy}” is not in this pack.`;
  for (const { policy, options } of panes) {
    const named = policies.find(({ id }) => id === policy);
    const strange = named && optionRefusal(named, options);
    if (strange !== undefined) return strange;
  }
  const answering = policies.filter(({ id }) => panes.some(({ policy }) => policy === id));
  const refused = isBeyond(weights) ? answering.find(({ method }) => !findMethod(method).beyond) : undefined;
  return refused && `Its weights go beyond 0 and 1, where “${refused.label}” has no answer.`;
}
