/** What the controls of a training set; a figure keeps it in its state, so that steps can set it too. */
import type { Speed } from './protocol.ts';

export interface TrainerSettings {
  readonly playing: boolean;
  readonly speed: Speed;
  readonly seed: number;
  /** Times started over. */
  readonly run: number;
}

/** Whether a change begins the training anew, so that what was found so far is of another one. */
export function restarts({ seed, run }: Partial<TrainerSettings>): boolean {
  return seed !== undefined || run !== undefined;
}

/** A training that has ended plays no more. */
export function restedWhen(finished: boolean, settings: TrainerSettings): TrainerSettings {
  return { ...settings, playing: settings.playing && !finished };
}
