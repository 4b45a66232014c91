/** What the strip shows of a policy at each weighting of its path, and where each text comes from. */
import { sameWeighting } from '../../math/simplex.ts';
import type { Front } from '../../packs/front.ts';
import type { Pack } from '../../packs/pack.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import type { SweepState } from '../sweep/sweep-state.ts';
import type { SweepText } from '../sweep/sweep-text.ts';
import { changedParts, countChanged, type TextPart } from './changed-words.ts';
import { type Job, jobKey } from './job.ts';
import { formatPane } from './pane-code.ts';
import type { Scores } from './run.ts';
import type { StripText } from './strip-store.ts';

/** `written`: by the model here, for the strip; `swept`: by the reader's sweep; `measured`: a sample of the pack's front. */
export type StripSource = 'written' | 'swept' | 'measured';

export interface StripCell {
  readonly source: StripSource;
  readonly text: string;
  readonly scores: Scores;
  /** More words may come, so that nothing is compared yet. */
  readonly growing: boolean;
}

export interface StripSources {
  readonly written: Readonly<Record<string, StripText>>;
  readonly sweep: Pick<SweepState, 'settings' | 'texts'>;
  readonly pack: Pick<Pack, 'system'>;
  readonly front: Front | undefined;
  readonly score: (input: RewardInput) => Scores;
}

/**
 * The text of a job: what was written of it, else a text that the sweep made of the same question at this very weighting, else the sample that was
 * measured there; else undefined.
 */
export function stripCell(job: Job, { written, sweep, pack, front, score }: StripSources): StripCell | undefined {
  const text = written[jobKey(job)];
  if (text) return { source: 'written', text: text.text, scores: text.scores, growing: text.status !== 'done' };
  // Neither sweep nor measurement goes on from earlier turns.
  if (job.turns.length > 0) return undefined;
  const swept = sweptText(job, sweep);
  if (swept) return { source: 'swept', text: swept.text, scores: swept.scores, growing: false };
  // Samples were measured with the policies' own options, under the pack's own system prompt.
  if (job.system !== pack.system || Object.keys(job.options).length > 0) return undefined;
  const points = front?.policies.find(({ id }) => id === job.policy)?.points ?? [];
  const sample = points.find(({ weights }) => sameWeighting(weights, job.weights))?.samples.find(({ prompt }) => prompt === job.prompt);
  return sample && { source: 'measured', text: sample.text, scores: { ...sample.rewards, ...score(sample) }, growing: false };
}

/** The sweep's text of the question, under the job's seed where it has one; none where it was sampled otherwise. */
function sweptText(job: Job, { settings, texts }: StripSources['sweep']): SweepText | undefined {
  if (!settings || askedKey(settings) !== askedKey(job)) return undefined;
  const asked = formatPane(job);
  const same = texts.filter(
    ({ series, prompt, weights, stop }) =>
      stop !== undefined && series === asked && prompt === job.prompt && sameWeighting(weights, job.weights),
  );
  return same.find(({ seed }) => seed === job.seed) ?? same[0];
}

/** Equal where texts of one policy, weighting, prompt and seed are equal. */
function askedKey({ system, sampling, maxTokens }: Pick<Job, 'system' | 'sampling' | 'maxTokens'>): string {
  const { temperature, topK, topP, minP = 0, repetitionPenalty = 1 } = sampling;
  return JSON.stringify([system, temperature, topK, topP, minP, repetitionPenalty, maxTokens]);
}

export interface ComparedText {
  readonly parts: readonly TextPart[];
  /** Most of the words differ from the neighbour's: marks on single words would say nothing. */
  readonly anew: boolean;
}

/** Share of changed words from which on a text counts as another one. */
const anewFrom = 0.7;

/** A text beside its neighbour's; without one, or where either still grows, nothing is marked. */
export function comparedText(cell: StripCell, neighbour: StripCell | undefined): ComparedText {
  const plain = [{ text: cell.text, changed: false }];
  if (!neighbour || neighbour.growing || cell.growing || cell.text === '') return { parts: plain, anew: false };
  const parts = changedParts(neighbour.text, cell.text);
  const words = countChanged([{ text: cell.text, changed: true }]);
  const anew = countChanged(parts) >= anewFrom * words;
  return anew ? { parts: plain, anew } : { parts, anew };
}
