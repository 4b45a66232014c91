/** The state of the lesson's figure, and all that follows from it. */
import type { LeftoverConfig, LeftoverSnapshot } from '../../../theory/lake/leftover-training.ts';
import { anew, type LabTraining, stopped } from '../../lab/lab-training.ts';
import { percent, percentInterval } from '../../lab/percent.ts';
import type { Numbers } from '../../prose/parse-prose.ts';

export interface LeftoversState extends LabTraining<LeftoverSnapshot> {
  readonly config: LeftoverConfig;
  readonly shows: { readonly learning: boolean; readonly ground: boolean };
  /** A-LoL was ahead of cloning by what the first task asks for. */
  readonly passed: boolean;
}

/** What the authors' recipe clips the ratio by. */
const clip = 0.9;
/** Gain of the first task, and how many times cloning the goal asks for. */
const wantedFirst = 0.2;
export const wantedTimes = 4;
/** Steps before which nothing counts. */
const earliest = 40;

export const initial: LeftoversState = {
  ...stopped,
  config: { slippery: false, share: 0.5, walks: 200, steps: 200 },
  shows: { learning: false, ground: false },
  passed: false,
};

export function change(state: LeftoversState, config: Partial<LeftoverConfig>): LeftoversState {
  return { ...state, ...anew(state), config: { ...state.config, ...config } };
}

export function ahead({ snapshot, steps }: Pick<LeftoversState, 'snapshot' | 'steps'>): boolean {
  return snapshot !== undefined && steps >= earliest && snapshot.success.leftover.low >= snapshot.success.cloned.high + wantedFirst;
}

export function reached({ snapshot, steps }: LeftoversState): boolean {
  return snapshot !== undefined && steps >= earliest && snapshot.success.leftover.low >= wantedTimes * snapshot.success.cloned.high;
}

export function numbers({ config, snapshot, steps }: LeftoversState): Numbers {
  const success = snapshot?.success;
  return {
    walks: config.walks ?? 0,
    share: percent(config.share),
    clip: String(clip),
    wantedFirst: `${Math.round(100 * wantedFirst)} points`,
    wantedTimes,
    kept: percent(snapshot?.kept),
    cloned: percentInterval(success?.cloned),
    filtered: percentInterval(success?.filtered),
    leftover: percentInterval(success?.leftover),
    shortfall: snapshot ? percent(snapshot.oracle - snapshot.success.leftover.mean).replace(' %', ' points') : '…',
    steps,
  };
}
