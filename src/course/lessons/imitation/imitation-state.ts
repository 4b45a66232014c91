/** The state of the lesson's figure, and all that follows from it. */
import { createLake, LAKE_MAPS } from '../../../theory/lake/frozen-lake.ts';
import type { ImitationRaceConfig, ImitationRaceSnapshot } from '../../../theory/lake/imitation-race.ts';
import { successRate } from '../../../theory/lake/success-rate.ts';
import { solveLake } from '../../../theory/lake/value-iteration.ts';
import { anew, type LabTraining, stopped } from '../../lab/lab-training.ts';
import { percent, percentInterval, UNKNOWN } from '../../lab/percent.ts';
import type { Numbers } from '../../prose/parse-prose.ts';

export interface ImitationState extends LabTraining<ImitationRaceSnapshot> {
  readonly config: ImitationRaceConfig;
  readonly shows: { readonly ift: boolean };
  /** A training went to its end. */
  readonly trained: boolean;
}

/** Settings of the authors' code (config/loss/ift.yaml). */
export const authors = { lambda: 0.2, gamma: 0.95 } as const;

/** Gain that the goal asks for, and the steps before which a gain does not count. */
export const wantedGain = 0.1;
const earliest = 60;

export const initial: ImitationState = {
  ...stopped,
  config: { map: 'small', slippery: true, demonstrations: 16, replicas: 8, steps: 160, ...authors },
  shows: { ift: false },
  trained: false,
};

/** Another world or another IFT: everything learns anew, and goes on playing if it did. */
export function change(state: ImitationState, config: Partial<ImitationRaceConfig>): ImitationState {
  return { ...state, ...anew(state), config: { ...state.config, ...config } };
}

export function reached({ snapshot, steps }: ImitationState): boolean {
  return snapshot !== undefined && steps >= earliest && snapshot.gain.low >= wantedGain;
}

const best = new Map<boolean, number>();

/** Success of the best policy. */
export function oracle(slippery: boolean): number {
  const known = best.get(slippery);
  if (known !== undefined) return known;
  const lake = createLake(LAKE_MAPS.small, slippery);
  const rate = successRate(lake, solveLake(lake).policy);
  best.set(slippery, rate);
  return rate;
}

export function numbers({ config, snapshot, steps }: ImitationState): Numbers {
  return {
    demonstrations: config.demonstrations,
    replicas: config.replicas ?? UNKNOWN,
    cells: LAKE_MAPS.small.join('').length,
    authorsLambda: String(authors.lambda),
    authorsGamma: String(authors.gamma),
    wanted: `${Math.round(100 * wantedGain)} points`,
    gain: percentInterval(snapshot?.gain, true).replace(' %', ' points'),
    oracle: percent(oracle(config.slippery)),
    sft: percentInterval(snapshot?.success.sft),
    ift: percentInterval(snapshot?.success.ift),
    rl: percentInterval(snapshot?.success.rl),
    sftGreedy: percent(snapshot?.greedy.sft),
    iftGreedy: percent(snapshot?.greedy.ift),
    episodes: snapshot?.episodes.toLocaleString('en') ?? UNKNOWN,
    steps,
  };
}
