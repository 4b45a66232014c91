import { restarts, restedWhen, type TrainerSettings } from '../training/settings.ts';

/** What a figure keeps of a training, whatever is trained. */
export interface LabTraining<Snapshot> {
  readonly trainer: TrainerSettings;
  readonly steps: number;
  readonly finished: boolean;
  /** Undefined while the newest config has not answered. */
  readonly snapshot: Snapshot | undefined;
}

export const stopped = {
  trainer: { playing: false, speed: 'full', seed: 1, run: 0 },
  steps: 0,
  finished: false,
  snapshot: undefined,
} as const;

/** What a progress of the worker changes. */
export function progressed<Snapshot>(
  { trainer }: LabTraining<Snapshot>,
  { steps, snapshot, finished }: { readonly steps: number; readonly snapshot: Snapshot; readonly finished: boolean },
): LabTraining<Snapshot> {
  return { steps, snapshot, finished, trainer: restedWhen(finished, trainer) };
}

/** What another config or seed changes: the old results are not its own. What was trained to its end trains to its end again. */
export function anew<Snapshot>({ trainer, finished }: LabTraining<Snapshot>, change: Partial<TrainerSettings> = {}): LabTraining<Snapshot> {
  return { trainer: { ...trainer, playing: trainer.playing || finished, ...change }, steps: 0, finished: false, snapshot: undefined };
}

/** A change from the trainer's controls. */
export function controlled<Snapshot>(state: LabTraining<Snapshot>, change: Partial<TrainerSettings>): Partial<LabTraining<Snapshot>> {
  return restarts(change) ? anew(state, change) : { trainer: { ...state.trainer, ...change } };
}
