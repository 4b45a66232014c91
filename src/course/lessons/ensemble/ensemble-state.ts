/** The state of the lesson's figure: an answer, and what the real scorers make of it, on one scale. */
import { cheer } from '../../../rewards/cheer.ts';
import type { Rewards } from '../../../rewards/registry.ts';
import type { Reward, RewardInput, Scorer } from '../../../rewards/reward.ts';
import { strings } from '../../../strings/strings.ts';
import {
  alarmLevel,
  axisDisagreement,
  type Combined,
  combine,
  disagreement,
  type Scale,
  scaleOf,
  standardise,
} from '../../../theory/ensemble/scorer-ensemble.ts';
import { UNKNOWN } from '../../lab/percent.ts';
import type { Numbers } from '../../prose/parse-prose.ts';
/** Answers of base, CLP and Rewarded Soups at many weightings, from public/models/voice/front.json. */
import measured from './calibration-texts.json' with { type: 'json' };

export interface Found {
  readonly scorer: string;
  readonly score: number;
  readonly twin: number;
  readonly gap: number;
}

export interface EnsembleState {
  readonly text: string;
  /** Undefined until the word list has come; cheer does without. */
  readonly catalog: Rewards | undefined;
  readonly shows: { readonly votes: boolean; readonly alarm: boolean };
  /** The last text that reached the goal. */
  readonly found: Found | undefined;
}

const words = strings.lessons.ensemble.figure;

export const wanted = { mean: 0.5, high: 1 } as const;

export const initial: EnsembleState = { text: words.start, catalog: undefined, shows: { votes: false, alarm: false }, found: undefined };

/** A reward and its twin, with their scales. */
interface Axis {
  readonly reward: Reward;
  readonly scorers: readonly { readonly scorer: Scorer; readonly scale: Scale }[];
}

interface Ensemble {
  readonly axes: readonly Axis[];
  /** Disagreement that one measured answer in twenty exceeds. */
  readonly level: number;
}

const built = new Map<Rewards | undefined, Ensemble>();

/** Scorers on their scales over the measured answers; built once for each catalog. */
export function ensembleOf(catalog: Rewards | undefined): Ensemble {
  const known = built.get(catalog);
  if (known) return known;
  const rewards = [cheer, catalog?.byId.get('richness')].filter((reward) => reward !== undefined);
  const axes = rewards.map((reward) => ({
    reward,
    scorers: [reward, reward.twin].map((scorer) => ({ scorer, scale: scaleOf(measured.map((answer) => scorer.score(answer))) })),
  }));
  const made = { axes, level: alarmLevel(measured.map((answer) => scoresOf(axes, answer))) };
  built.set(catalog, made);
  return made;
}

/** [axes][scorers] standard scores of an answer. */
export function scoresOf(axes: readonly Axis[], input: RewardInput): number[][] {
  return axes.map(({ scorers }) => scorers.map(({ scorer, scale }) => standardise(scorer.score(input), scale)));
}

export interface Verdict {
  readonly axes: readonly Axis[];
  readonly scores: readonly (readonly number[])[];
  readonly combined: Combined;
  readonly gaps: readonly number[];
  readonly disagreement: number;
  readonly level: number;
}

export function judge({ text, catalog }: Pick<EnsembleState, 'text' | 'catalog'>): Verdict {
  const { axes, level } = ensembleOf(catalog);
  const scores = scoresOf(axes, { prompt: words.prompt, text, finished: true });
  return { axes, scores, combined: combine(scores), gaps: scores.map(axisDisagreement), disagreement: disagreement(scores), level };
}

/** Another text or catalog; a text that reaches the goal is noted. */
export function edit(state: EnsembleState, change: Partial<Pick<EnsembleState, 'text' | 'catalog'>>): EnsembleState {
  const next = { ...state, ...change };
  const { axes, scores, gaps, level } = judge(next);
  const axis = scores.findIndex(([score = 0, twin = 0], i) => score >= wanted.high && (gaps[i] as number) > level && score > twin);
  const [score, twin] = scores[axis] ?? [];
  const reward = axes[axis]?.reward;
  if (!next.shows.alarm || !reward || score === undefined || twin === undefined) return next;
  return { ...next, found: { scorer: reward.label, score, twin, gap: gaps[axis] as number } };
}

const z = (value: number | undefined) => (value === undefined ? UNKNOWN : value.toFixed(2).replace('-', '−'));

export function numbers(state: EnsembleState): Numbers {
  const { combined, disagreement: apart, level } = judge(state);
  const { found } = state;
  return {
    texts: measured.length,
    wantedMean: wanted.mean.toFixed(1),
    wantedHigh: wanted.high,
    mean: z(combined.mean),
    level: z(level),
    disagreement: z(apart),
    foundGap: z(found?.gap),
    foundScorer: found?.scorer ?? UNKNOWN,
    foundScore: z(found?.score),
    foundTwin: z(found?.twin),
  };
}
