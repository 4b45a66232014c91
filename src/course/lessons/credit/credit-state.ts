/** The state of the credit lesson's figure, and all that follows from it. */
import { strings } from '../../../strings/strings.ts';
import { createCreditTask } from '../../../theory/credit-task.ts';
import {
  CREDIT_BATCH,
  CREDIT_KINDS,
  CREDIT_LEARNED,
  type CreditKind,
  type CreditLearner,
  episodesToLearn,
  SCORED_TEXTS,
} from '../../../theory/credit-training.ts';
import type { Numbers } from '../../prose/parse-prose.ts';
import { restedWhen, type TrainerSettings } from '../../training/settings.ts';

const PAIRS = createCreditTask({}, 1).tones.flat().length;

/** Of the reward, by attention; the rest stays at the end. */
export const ATTENTION_SHARE = 0.8;

/** Texts until each learner had learned; undefined if it had not at the end of the run. */
export type Episodes = Readonly<Record<CreditKind, number | undefined>>;

export interface CreditRecord {
  readonly lambda: number;
  readonly seed: number;
  readonly episodes: Episodes;
  /** Texts that the run read. */
  readonly texts: number;
}

export interface CreditState {
  readonly lambda: number;
  readonly trainer: TrainerSettings;
  /** Whose credit the strip shows. */
  readonly kind: CreditKind;
  /** Kinds looked at since the step began. */
  readonly seen: readonly CreditKind[];
  readonly learners: readonly CreditLearner[];
  readonly finished: boolean;
  /** Finished runs, newest last. */
  readonly records: readonly CreditRecord[];
  readonly shows: { readonly choice: boolean; readonly training: boolean; readonly lambda: boolean };
}

export const initial: CreditState = {
  lambda: 1,
  trainer: { playing: false, speed: 50, seed: 3, run: 0 },
  kind: 'end',
  seen: [],
  learners: [],
  finished: false,
  records: [],
  shows: { choice: false, training: false, lambda: false },
};

export function look(state: CreditState, kind: CreditKind): CreditState {
  return { ...state, kind, seen: state.seen.includes(kind) ? state.seen : [...state.seen, kind] };
}

/** A new snapshot; a finished run is noted once, and only the newest six are kept. */
export function observe(state: CreditState, learners: readonly CreditLearner[], finished: boolean): CreditState {
  const next = { ...state, learners, finished, trainer: restedWhen(finished, state.trainer) };
  const { lambda, trainer, records } = state;
  const known = records.some((record) => record.lambda === lambda && record.seed === trainer.seed);
  if (!finished || known) return next;
  return {
    ...next,
    records: [...records, { lambda, seed: trainer.seed, episodes: episodesOf(learners), texts: textsOf(learners) }].slice(-6),
  };
}

export function episodesOf(learners: readonly CreditLearner[]): Episodes {
  const of = (kind: CreditKind) => {
    const curve = learners.find((learner) => learner.kind === kind)?.curve;
    return curve && episodesToLearn(curve);
  };
  return { end: of('end'), prefix: of('prefix'), attention: of('attention') };
}

/** Texts that each learner has read. */
export function textsOf(learners: readonly CreditLearner[]): number {
  return CREDIT_BATCH * Math.max(0, (learners[0]?.curve.length ?? 0) - 1);
}

/** The quicker of the two credits, once it has learned in at most half the texts of end of text, or of what that has read without learning. */
export function winner({ learners }: Pick<CreditState, 'learners'>): { kind: CreditKind; fewer: number; more: number } | undefined {
  const episodes = episodesOf(learners);
  const more = episodes.end ?? textsOf(learners);
  const [best] = (['prefix', 'attention'] as const)
    .flatMap((kind) => {
      const fewer = episodes[kind];
      return fewer === undefined ? [] : [{ kind, fewer, more }];
    })
    .sort((a, b) => a.fewer - b.fewer);
  return best && 2 * best.fewer <= more ? best : undefined;
}

export function numbers(state: CreditState): Numbers {
  const { lambda, learners, kind } = state;
  const sample = learners.find((learner) => learner.kind === kind)?.sample;
  const won = winner(state);
  return {
    length: sample?.text.length ?? 16,
    reward: (sample?.reward ?? 0).toFixed(2),
    attention: percent(ATTENTION_SHARE),
    batch: CREDIT_BATCH,
    lambda,
    pairs: PAIRS,
    scored: SCORED_TEXTS,
    learned: percent(CREDIT_LEARNED),
    winner: strings.lessons.credit.figure[won?.kind ?? 'prefix'],
    fewer: won?.fewer ?? 0,
    more: won?.more ?? 0,
  };
}

/** Share of the best reward that each learner has reached. */
export function sharesNow(learners: readonly CreditLearner[]): Readonly<Record<CreditKind, number>> {
  const [end = 0, prefix = 0, attention = 0] = CREDIT_KINDS.map(
    (kind) => learners.find((learner) => learner.kind === kind)?.curve.at(-1) ?? 0,
  );
  return { end, prefix, attention };
}

export const percent = (share: number) => `${Math.round(100 * share)} %`;
