/** The state of the lesson's figure, and all that follows from it. */
import { type Assessment, assess, geometricMixture, optimalPolicy } from '../../../theory/kl-bandit.ts';
import type { Numbers } from '../../prose/parse-prose.ts';
import { cheer, logBase } from './answers.ts';

export interface TugState {
  /** log10 of beta: the slider is logarithmic. */
  readonly logBeta: number;
  /** DeRa's weight of the aligned policy. */
  readonly lambda: number;
  readonly shows: { readonly tuned: boolean; readonly curve: boolean; readonly dera: boolean };
}

export const range = { logBeta: [-1.7, 1], lambda: [0, 3] } as const;

/** The beta of the policy that DeRa realigns. */
export const alignedBeta = 0.3;

/** Asked for by the steps and the goal. */
export const wantedShare = 0.9;
export const wantedKl = 0.7;
export const wantedReward = 0.71;
/** DeRa's point and the trained one count as equal below this, in nats. */
const near = 0.02;

export const initial: TugState = { logBeta: 1, lambda: 1, shows: { tuned: false, curve: false, dera: false } };

export const betaOf = ({ logBeta }: Pick<TugState, 'logBeta'>): number => 10 ** logBeta;

/** The policy that training with this beta gives, as log-probabilities. */
export const trained = (beta: number): Float64Array => optimalPolicy(cheer, beta, logBase);

export const realigned = (lambda: number): Float64Array => geometricMixture(logBase, trained(alignedBeta), lambda);

export const judge = (policy: ArrayLike<number>): Assessment => assess(Array.from(policy), cheer, logBase);

/** The best reward at each KL, from the base towards the top answer alone. */
export const curve: readonly Assessment[] = Array.from({ length: 121 }, (_, i) => judge(trained(10 ** (1.5 - (3.4 * i) / 120))));

/** The two sliders give the same policy, and not the one that DeRa started from. */
export function curvesMeet(state: TugState): boolean {
  const apart = Math.abs(judge(trained(betaOf(state))).kl - judge(realigned(state.lambda)).kl);
  return apart < near && Math.abs(betaOf(state) / alignedBeta - 1) > 0.2;
}

export function underLimit(state: TugState): boolean {
  const { reward, kl } = judge(trained(betaOf(state)));
  return kl <= wantedKl && reward >= wantedReward;
}

export function numbers(state: TugState): Numbers {
  const beta = betaOf(state);
  const policy = trained(beta);
  const { reward, kl } = judge(policy);
  const dera = judge(realigned(state.lambda));
  const base = judge(logBase);
  return {
    beta: beta.toFixed(beta < 0.1 ? 3 : 2),
    reward: reward.toFixed(2),
    kl: kl.toFixed(2),
    price: (beta * kl).toFixed(2),
    baseReward: base.reward.toFixed(2),
    baseTop: Math.exp(logBase.at(-1) as number).toFixed(2),
    top: Math.exp(policy.at(-1) as number).toFixed(2),
    mostKl: (-(logBase.at(-1) as number)).toFixed(1),
    wantedShare,
    wantedKl: wantedKl.toFixed(2),
    wantedReward: wantedReward.toFixed(2),
    lambda: state.lambda.toFixed(2),
    alignedBeta,
    effective: state.lambda === 0 ? '∞' : (alignedBeta / state.lambda).toFixed(2),
    deraReward: dera.reward.toFixed(2),
    deraKl: dera.kl.toFixed(2),
  };
}
