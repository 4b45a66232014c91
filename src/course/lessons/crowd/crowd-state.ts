/** The state of the lesson's figure, and all that follows from it. */
import { crowdPreferences, exploitability, nashMix, type Triple } from '../../../theory/conversation/crowd.ts';
import type { SelfPlaySnapshot } from '../../../theory/conversation/self-play.ts';
import { anew, type LabTraining, stopped } from '../../lab/lab-training.ts';
import { percent, UNKNOWN } from '../../lab/percent.ts';
import type { Numbers } from '../../prose/parse-prose.ts';

export interface CrowdState extends LabTraining<SelfPlaySnapshot> {
  readonly groups: Triple;
  /** The reader's mix of styles. */
  readonly mix: Triple;
  readonly alpha: number;
  readonly shows: { readonly training: boolean; readonly groups: boolean };
  /** The anchored player was as hard to exploit as the task asks for. */
  readonly rested: boolean;
}

/** Win rate less one half that the tasks and the goal allow. */
export const wanted = { first: 0.05, training: 0.02, goal: 0.01 } as const;
const steps = 800;

export const initial: CrowdState = {
  ...stopped,
  groups: [0.4, 0.35, 0.25],
  mix: [1, 0, 0],
  alpha: 0.02,
  shows: { training: false, groups: false },
  rested: false,
};

export const config = ({ groups, alpha }: CrowdState) => ({ groups, alpha, steps });

/** By how much the best style beats the reader's mix. */
export const margin = ({ groups, mix }: CrowdState) => exploitability(crowdPreferences(groups), mix);

export const anchoredMargin = ({ snapshot }: Pick<CrowdState, 'snapshot'>) => snapshot?.anchored.exploitability.at(-1);

/** A point of the plot as a mix; what is left of the simplex is brought back along the diagonal. */
export function mixAt(brief: number, playful: number): Triple {
  const over = Math.max(1, brief + playful);
  const [b, p] = [brief / over, playful / over];
  return [Math.max(0, 1 - b - p), b, p];
}

/** Another size of the first or second group; the third has the rest. */
export function resize(state: CrowdState, change: { readonly a?: number; readonly b?: number }): CrowdState {
  const a = change.a ?? Math.min(state.groups[0], 1 - (change.b ?? 0));
  const b = change.b ?? Math.min(state.groups[1], 1 - a);
  return { ...state, ...anew(state), groups: [a, b, Math.max(0, 1 - a - b)] };
}

export function numbers(state: CrowdState): Numbers {
  const { groups, mix, snapshot } = state;
  const [thorough, brief, playful] = mix;
  const policy = snapshot?.anchored.policy;
  const points = (value: number | undefined) => (value === undefined ? UNKNOWN : `${(100 * value).toFixed(1)} points`);
  return {
    first: percent(groups[0]),
    second: percent(groups[1]),
    third: percent(groups[2]),
    thorough: percent(thorough),
    brief: percent(brief),
    playful: percent(playful),
    worst: `${(100 * (0.5 + margin(state))).toFixed(1)} %`,
    wantedFirst: `${Math.round(100 * (0.5 + wanted.first))} %`,
    wantedTraining: points(wanted.training),
    wanted: `${Math.round(100 * wanted.goal)} point`,
    anchored: points(anchoredMargin(state)),
    plainExploit: points(snapshot?.plain.exploitability.at(-1)),
    nash: nashMix(groups)
      .map((share) => percent(share))
      .join(', '),
    ask: percent(policy?.opening[0]),
    long: percent(policy?.answer[0]?.[0]),
    short: percent(policy?.answer[0]?.[1]),
    game: percent(policy?.answer[0]?.[2]),
  };
}
