/** The state of the lesson's figure, and the exact facts of the small language at it. */
import { createRng } from '../../../math/rng.ts';
import { findMethod } from '../../../methods/registry.ts';
import { strings } from '../../../strings/strings.ts';
import {
  type ChainFacts,
  type ChainPolicy,
  chainFacts,
  chainPolicy,
  mixChains,
  optimalChain,
  sampleChain,
} from '../../../theory/word-chain.ts';
import { fill, type Numbers } from '../../prose/parse-prose.ts';
import { brevityRewards, cheerRewards, dayChain, expertBeta } from './day-chain.ts';

export type View = 'dera' | 'mod' | 'cost';

export interface DecodingState {
  readonly view: View;
  readonly lambda: number;
  /** Highest lambda of the slider. */
  readonly furthest: number;
  /** Which of 0 and 1 lambda has been at. */
  readonly met: readonly number[];
  /** MOD's weight of cheer. */
  readonly weight: number;
  /** The first break that was found. */
  readonly broken: { readonly lambda: number; readonly how: string } | undefined;
}

export const initial: DecodingState = { view: 'dera', lambda: 0.5, furthest: 1, met: [], weight: 0.5, broken: undefined };

export const wanted = { ends: 0.5, lowGuard: -0.3, furthest: 4 } as const;
const seed = 3;

const base = chainPolicy(dayChain);
const cheerful = optimalChain(dayChain, cheerRewards, expertBeta);
const brief = optimalChain(dayChain, brevityRewards, expertBeta);

export const dera = (lambda: number) => mixChains([base, cheerful], [1 - lambda, lambda]);
export const mod = (weight: number) => mixChains([cheerful, brief], [weight, 1 - weight]);

/** What training with the price beta / lambda would have given; the base at 0. */
export const trainedAt = (lambda: number) => (lambda === 0 ? base : optimalChain(dayChain, cheerRewards, expertBeta / lambda));

/** The best policy for the weighted rewards. */
export function bestAt(weight: number): ChainPolicy {
  const rewards = cheerRewards.map((reward, word) => weight * reward + (1 - weight) * (brevityRewards[word] as number));
  return optimalChain(dayChain, rewards, expertBeta);
}

/** Facts with cheer for the reward. */
export const factsOf = (policy: ChainPolicy): ChainFacts => chainFacts(dayChain, policy, cheerRewards);

export const policyOf = ({ view, lambda, weight }: DecodingState) => (view === 'mod' ? mod(weight) : dera(lambda));

/** The text of a policy under the lesson's random numbers. */
export function textOf(policy: ChainPolicy): string {
  const { words, ended } = sampleChain(dayChain, policy, createRng(seed));
  return `${words.join(' ')}${ended ? '.' : ` ${strings.lessons.decoding.figure.cutOff}`}`;
}

/** Probabilities of the next word after 'the day is'. */
export function afterIs(policy: ChainPolicy): readonly { readonly word: string; readonly p: number }[] {
  const row = policy[3]?.[dayChain.words.indexOf('is')];
  return dayChain.words.map((word, i) => ({ word, p: Math.exp(row?.[i] ?? -Infinity) })).filter(({ p }) => p > 0);
}

const great = (policy: ChainPolicy) => afterIs(policy).find(({ word }) => word === 'great')?.p ?? 0;

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

/** The state with another lambda; its first break is kept. */
export function turn(state: DecodingState, lambda: number): DecodingState {
  const met = (lambda === 0 || lambda === 1) && !state.met.includes(lambda) ? [...state.met, lambda] : state.met;
  const { ends } = factsOf(dera(lambda));
  const how = fill(strings.lessons.decoding.figure.brokenSmall, { ends: percent(ends) });
  const broken = state.broken ?? (lambda > 1 && ends < wanted.ends ? { lambda, how } : undefined);
  return { ...state, lambda, met, broken };
}

/** The state after a real text; `guard` in [-1, 0]. */
export function judge(state: DecodingState, lambda: number, guard: number): DecodingState {
  if (state.broken || lambda <= 1 || guard > wanted.lowGuard) return state;
  const how = fill(strings.lessons.decoding.figure.brokenReal, { guard: guard.toFixed(2).replace('-', '−') });
  return { ...state, broken: { lambda, how } };
}

export function numbers(state: DecodingState): Numbers {
  const { lambda, weight, broken } = state;
  const now = factsOf(dera(lambda));
  const mixed = factsOf(mod(weight));
  const best = factsOf(bestAt(weight));
  const rows = (method: 'clp' | 'dera' | 'mod') => findMethod(method).forwardPasses(3);
  return {
    lambda: lambda.toFixed(2),
    greatBase: great(base).toFixed(2),
    greatAligned: great(cheerful).toFixed(2),
    great: great(dera(lambda)).toFixed(2),
    ends01: state.met.length,
    reward: now.reward.toFixed(1),
    rewardOne: factsOf(dera(1)).reward.toFixed(1),
    kl: now.kl.toFixed(1),
    endsNow: percent(now.ends),
    endsTrained: percent(factsOf(trainedAt(lambda)).ends),
    length: dayChain.length,
    w: weight.toFixed(2),
    v: (1 - weight).toFixed(2),
    cheer: mixed.reward.toFixed(2),
    bestCheer: best.reward.toFixed(2),
    rowsClp: rows('clp'),
    rowsDera: rows('dera'),
    rowsMod: rows('mod'),
    lowGuard: `−${-wanted.lowGuard}`,
    brokenLambda: (broken?.lambda ?? lambda).toFixed(2),
    brokenHow: broken?.how ?? '…',
  };
}
