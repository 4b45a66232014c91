/** The state of the lesson's figure, and all that follows from it. */
import {
  type ForkFront,
  type ForkWorld,
  forkGap,
  forkMix,
  forkOracle,
  leftValue,
  measureFork,
  measureForkPoint,
} from '../../../theory/fork.ts';
import { FORK_STEPS, type ForkTrainingSnapshot } from '../../../theory/fork-training.ts';
import type { Numbers } from '../../prose/parse-prose.ts';
import type { TrainerSettings } from '../../training/settings.ts';

export interface ForkState {
  readonly world: Required<ForkWorld>;
  /** Weight of the first reward. */
  readonly weight: number;
  /** Ends of the weight's slider that were visited since the step began, as signs of w - 1/2; the middle is 0. */
  readonly visited: readonly number[];
  readonly trainer: TrainerSettings;
  readonly steps: number;
  readonly policies: ForkTrainingSnapshot['policies'];
  readonly finished: boolean;
  /** Ids of policies that the reader took out of the plots. */
  readonly hidden: readonly string[];
  /** Trained to the end in this step, or passed over. */
  readonly trained: boolean;
  readonly shows: { readonly mix: boolean; readonly meter: boolean; readonly world: boolean; readonly training: boolean };
  /** The gap at equal weights was wide while the reader had the world's sliders, and narrow after that. */
  readonly wasWide: boolean;
  readonly wasNarrow: boolean;
}

export const wide = 0.15;
export const narrow = 0.01;

export const initial: ForkState = {
  world: { c: 0.8, beta: 0.1, conflict: 1 },
  weight: 1,
  visited: [],
  trainer: { playing: false, speed: 500, seed: 1, run: 0 },
  steps: 0,
  policies: [],
  finished: false,
  hidden: [],
  trained: false,
  shows: { mix: false, meter: false, world: false, training: false },
  wasWide: false,
  wasNarrow: false,
};

/** The weight moves; both ends and the middle are noted. */
export function weigh(state: ForkState, weight: number): ForkState {
  const place = weight <= 0.1 ? -1 : weight >= 0.9 ? 1 : Math.abs(weight - 0.5) < 0.05 ? 0 : undefined;
  const visited = place === undefined || state.visited.includes(place) ? state.visited : [...state.visited, place];
  return { ...state, weight, visited };
}

/** Another world: the training begins anew, and the goal looks at the gap. */
export function reshape(state: ForkState, change: Partial<ForkWorld>): ForkState {
  const world = { ...state.world, ...change };
  const gap = forkGap(world, 0.5);
  return {
    ...restart(state),
    world,
    wasWide: state.wasWide || gap > wide,
    wasNarrow: state.wasNarrow || (state.wasWide && gap < narrow),
  };
}

export function toggle({ hidden }: Pick<ForkState, 'hidden'>, id: string): Pick<ForkState, 'hidden'> {
  return { hidden: hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id] };
}

export function restart(state: ForkState): ForkState {
  return { ...state, steps: 0, policies: [], finished: false, trained: false, trainer: { ...state.trainer, run: state.trainer.run + 1 } };
}

export const oracleFront = (world: ForkWorld): ForkFront => measureFork(world, (w) => forkOracle(world, w));
export const mixFront = (world: ForkWorld): ForkFront => measureFork(world, (w) => forkMix(world, w));

export function numbers(state: ForkState): Numbers {
  const { world, weight, steps } = state;
  const best = measureForkPoint(world, weight, forkOracle(world, weight));
  const mix = measureForkPoint(world, weight, forkMix(world, weight));
  const gap = forkGap(world, weight);
  const truth = leftValue(world, weight);
  return {
    c: world.c.toFixed(2),
    beta: world.beta.toFixed(2),
    weight: weight.toFixed(2),
    bestLeft: best.left.toFixed(2),
    mixLeft: mix.left.toFixed(2),
    mixUtility: measureForkPoint(world, 0.5, forkMix(world, 0.5)).utility.toFixed(2),
    bestUtility: measureForkPoint(world, 0.5, forkOracle(world, 0.5)).utility.toFixed(2),
    hope: (truth + gap).toFixed(2),
    truth: truth.toFixed(2),
    gap: gap.toFixed(3),
    gapHalf: forkGap(world, 0.5).toFixed(3),
    bestVolume: oracleFront(world).hypervolume.toFixed(3),
    wide: wide.toFixed(2),
    narrow: narrow.toFixed(2),
    steps: steps.toLocaleString('en-GB'),
    allSteps: FORK_STEPS.toLocaleString('en-GB'),
  };
}
