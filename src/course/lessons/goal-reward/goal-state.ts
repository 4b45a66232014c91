/** The state of the lesson's figure, and all that follows from it. */
import { type EarlyStop, stopEarly } from '../../../theory/lake/goal-reward.ts';
import { type GoalTrainingConfig, type GoalTrainingSnapshot, goalLake, heldOutWalks } from '../../../theory/lake/goal-training.ts';
import type { Walk } from '../../../theory/lake/walk.ts';
import { anew, type LabTraining, stopped } from '../../lab/lab-training.ts';
import { percent, UNKNOWN } from '../../lab/percent.ts';
import type { Numbers } from '../../prose/parse-prose.ts';

export interface GoalState extends LabTraining<GoalTrainingSnapshot> {
  readonly config: GoalTrainingConfig;
  /** Walks are stopped on cells that score less. */
  readonly threshold: number;
  readonly shows: { readonly truth: boolean; readonly filter: boolean };
  /** The ranks once agreed as well as the task asks for. */
  readonly agreed: boolean;
}

export const wanted = { correlation: 0.9, bad: 0.35, kept: 0.7 } as const;

export const initial: GoalState = {
  ...stopped,
  config: { walks: 400, dimensions: 4, steps: 200 },
  threshold: 0,
  shows: { truth: false, filter: false },
  agreed: false,
};

export function change(state: GoalState, config: Partial<GoalTrainingConfig>): GoalState {
  return { ...state, ...anew(state), config: { ...state.config, ...config } };
}

export const correlation = ({ snapshot }: Pick<GoalState, 'snapshot'>) => snapshot?.correlations.at(-1);

export const trained = (state: Pick<GoalState, 'snapshot' | 'steps'>) =>
  (correlation(state) ?? 0) >= wanted.correlation && state.steps >= 40;

let kept: { seed: number; walks: Walk[] } | undefined;

/** New walks for the filter; the last seed's are kept. */
export function newWalks(seed: number): readonly Walk[] {
  if (kept?.seed !== seed) kept = { seed, walks: heldOutWalks(goalLake(), seed) };
  return kept.walks;
}

/** The filter by the learned scores or the true ones; cells without a score stop nothing. */
export function filter({ snapshot, threshold, trainer }: GoalState, by: 'scores' | 'truth'): EarlyStop | undefined {
  return (
    snapshot &&
    stopEarly(
      newWalks(trainer.seed),
      snapshot[by].map((score) => score ?? 1),
      threshold,
    )
  );
}

export function reached(state: GoalState): boolean {
  const stop = filter(state, 'scores');
  return stop !== undefined && trained(state) && stop.badStopped >= wanted.bad && stop.goodKept >= wanted.kept;
}

export function numbers(state: GoalState): Numbers {
  const { config, snapshot, threshold, trainer } = state;
  const [learned, truth] = [filter(state, 'scores'), filter(state, 'truth')];
  return {
    walks: config.walks,
    dimensions: config.dimensions,
    good: percent(snapshot?.good),
    correlation: correlation(state)?.toFixed(2).replace('-', '−') ?? UNKNOWN,
    wantedCorrelation: wanted.correlation.toFixed(2),
    held: newWalks(trainer.seed).length,
    bad: percent(learned?.badStopped),
    kept: percent(learned?.goodKept),
    saved: percent(learned?.stepsSaved),
    trueBad: percent(truth?.badStopped),
    trueKept: percent(truth?.goodKept),
    wantedBad: percent(wanted.bad),
    wantedKept: percent(wanted.kept),
    threshold: threshold.toFixed(3),
  };
}
