/** The state of the lesson's figure, and all that follows from it. */
import { createRng } from '../../../math/rng.ts';
import { logSigmoid } from '../../../math/softmax.ts';
import { mean, spearman } from '../../../math/statistics.ts';
import { FEATURE_IDS, type FeatureId } from '../../../rewards/readable-features.ts';
import { strings } from '../../../strings/strings.ts';
import { agreement, type BradleyTerryFit, type Choice, fitBradleyTerry } from '../../../theory/bradley-terry.ts';
import type { Numbers } from '../../prose/parse-prose.ts';
import type { TasteSample, TasteSamples } from './samples.ts';

/** Which text of a pair was chosen; `made-up` is decided by the made-up reader. */
export type Vote = 'a' | 'b' | 'made-up';

export interface TasteState {
  /** Undefined until they are read. */
  readonly samples: TasteSamples | undefined;
  /** One a pair, in the order of the pairs. */
  readonly votes: readonly Vote[];
  /** Precision of the prior on the weights. */
  readonly precision: number;
  /** The reward on the other axis. */
  readonly axis: string;
  readonly shows: { readonly weights: boolean; readonly scatter: boolean };
}

export const WANTED_FIRST = 6;
export const WANTED_AGREEMENT = 0.8;
export const WANTED_HELD_OUT = 6;
/** Pairs that the made-up reader chooses in for somebody who skips: enough for an interval of step 2. */
export const SKIPPED_TO = 24;
/** Every third pair is kept aside. */
const HELD_OUT_EVERY = 3;

export const initial: TasteState = {
  samples: undefined,
  votes: [],
  precision: 1,
  axis: 'brevity',
  shows: { weights: false, scatter: false },
};

export function addVotes(state: TasteState, vote: Vote, count = 1): TasteState {
  return { ...state, votes: [...state.votes, ...Array.from({ length: count }, () => vote)] };
}

/** The state of a reader who skipped: the made-up one chose until there are so many votes. */
export function skipTo(state: TasteState, votes: number): TasteState {
  return addVotes(state, 'made-up', Math.max(0, votes - state.votes.length));
}

export const isHeldOut = (pair: number) => pair % HELD_OUT_EVERY === HELD_OUT_EVERY - 1;

/** What the made-up reader likes, by feature; sure, but not always. */
const madeUpWeights: Readonly<Partial<Record<FeatureId, number>>> = { words: -2.5, warmth: 1.5 };

function madeUpChoice(pair: readonly [TasteSample, TasteSample], index: number): 'a' | 'b' {
  const margin = FEATURE_IDS.reduce((sum, id, k) => {
    return sum + (madeUpWeights[id] ?? 0) * ((pair[0].features[k] as number) - (pair[1].features[k] as number));
  }, 0);
  return createRng(1000 + index)() < Math.exp(logSigmoid(margin)) ? 'a' : 'b';
}

/** Choices as differences of features, to fit and to test. */
export function choicesOf({ samples, votes }: Pick<TasteState, 'samples' | 'votes'>): { fitted: Choice[]; heldOut: Choice[] } {
  const all = samples
    ? votes.flatMap((vote, i) => {
        const pair = samples.pairs[i];
        if (!pair) return [];
        const sign = (vote === 'made-up' ? madeUpChoice(pair, i) : vote) === 'a' ? 1 : -1;
        const difference = pair[0].features.map((value, k) => sign * (value - (pair[1].features[k] as number)));
        return [{ difference, held: isHeldOut(i) }];
      })
    : [];
  const of = (held: boolean) => all.filter((choice) => choice.held === held).map(({ difference }) => ({ difference }));
  return { fitted: of(false), heldOut: of(true) };
}

/** The reward that the choices give so far. */
export function fitTaste(state: Pick<TasteState, 'samples' | 'votes' | 'precision'>): BradleyTerryFit {
  return fitBradleyTerry(choicesOf(state).fitted, FEATURE_IDS.length, state.precision);
}

export interface WeightInterval {
  readonly id: FeatureId;
  readonly weight: number;
  readonly low: number;
  readonly high: number;
}

export function intervals({ weights, errors }: BradleyTerryFit): WeightInterval[] {
  return FEATURE_IDS.map((id, k) => {
    const [weight, error] = [weights[k] as number, errors[k] as number];
    return { id, weight, low: weight - 1.96 * error, high: weight + 1.96 * error };
  });
}

/** Some weight is known to be positive or negative. */
export function isKnown(state: TasteState): boolean {
  return intervals(fitTaste(state)).some(({ low, high }) => low > 0 || high < 0);
}

/** The fitted reward of a text. */
export function tasteOf(weights: readonly number[], { features }: TasteSample): number {
  return features.reduce((sum, value, k) => sum + value * (weights[k] as number), 0);
}

export interface ScoredPoint {
  readonly key: string;
  readonly method: string;
  readonly x: number;
  readonly y: number;
}

/** Every measured setting: mean of the other reward, mean of the fitted one. */
export function scorePoints({ samples, axis }: Pick<TasteState, 'samples' | 'axis'>, weights: readonly number[]): ScoredPoint[] {
  return (samples?.points ?? []).map((point) => ({
    key: `${point.method} ${point.weights.join()}`,
    method: point.method,
    x: mean(point.samples.map(({ rewards }) => rewards[axis] as number)),
    y: mean(point.samples.map((sample) => tasteOf(weights, sample))),
  }));
}

/** The texts with the highest and the lowest fitted reward. */
export function extremes(
  { samples }: Pick<TasteState, 'samples'>,
  weights: readonly number[],
): readonly [TasteSample, TasteSample] | undefined {
  const sorted = (samples?.points ?? [])
    .flatMap((point) => point.samples)
    .map((sample) => ({ sample, score: tasteOf(weights, sample) }))
    .sort((a, b) => b.score - a.score);
  const [most, least] = [sorted[0]?.sample, sorted.at(-1)?.sample];
  return most && least && [most, least];
}

export function rankCorrelation(points: readonly ScoredPoint[]): number {
  return points.length < 2
    ? 0
    : spearman(
        points.map(({ x }) => x),
        points.map(({ y }) => y),
      );
}

/** Held-out pairs, and on how many of them the fit agrees. */
export function heldOutResult(state: TasteState): { heldOut: number; agreed: number } {
  const { heldOut } = choicesOf(state);
  return { heldOut: heldOut.length, agreed: heldOut.length === 0 ? 0 : heldOut.length * agreement(fitTaste(state).weights, heldOut) };
}

export function agrees(state: TasteState): boolean {
  const { heldOut, agreed } = heldOutResult(state);
  return heldOut >= WANTED_HELD_OUT && agreed >= WANTED_AGREEMENT * heldOut;
}

export function numbers(state: TasteState): Numbers {
  const { heldOut, agreed } = heldOutResult(state);
  const [strongest] = intervals(fitTaste(state)).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const words = strings.lessons.taste.figure;
  return {
    wantedFirst: WANTED_FIRST,
    votes: state.votes.length,
    features: FEATURE_IDS.length,
    heldOut,
    agreed,
    agreement: heldOut === 0 ? words.none : percent(agreed / heldOut),
    wantedAgreement: percent(WANTED_AGREEMENT),
    wantedHeldOut: WANTED_HELD_OUT,
    strongest: strongest ? `${words[strongest.id]} ${signed(strongest.weight)}` : words.none,
  };
}

export const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
const percent = (share: number) => `${Math.round(100 * share)} %`;
