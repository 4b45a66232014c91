/** What the workshop knows of its runs: plain data for stations, and what can be done with them. */
import type { StoreApi } from 'zustand/vanilla';
import type { Opened } from '../../engine/trainer/protocol.ts';
import type { Recipe } from '../../training/recipe.ts';
import type { Activity } from './activity.ts';
import type { Checkpoint, KeptRun, RunInputs, RunPlan } from './run.ts';

/** The run in the worker. */
export interface LiveRun {
  readonly id: string;
  readonly activity: Activity;
  /** What it runs on and takes; undefined while the trainer starts. */
  readonly opened?: Opened | undefined;
  /** Until all steps are taken; undefined before the first. */
  readonly secondsLeft?: number | undefined;
  /** The engine does what the reader waits for: training stands meanwhile. */
  readonly standing: boolean;
}

export interface RunsState {
  /** False until what this browser keeps was read. */
  readonly read: boolean;
  /** False where the browser keeps nothing: then all is gone with the page. */
  readonly lasts: boolean;
  /** Oldest first. */
  readonly runs: readonly KeptRun[];
  readonly live: LiveRun | undefined;
  /** Begins a run. @returns its id. @throws Error of one sentence where a run trains already. */
  start(plan: RunPlan, inputs: RunInputs): Promise<string>;
  /** Stops the run that trains, at its next piece, and keeps it where it is. Resolves when it rests. */
  pause(): Promise<void>;
  /** Trains a run that rests, from its last checkpoint to its end. Resolves when it trains. @throws Error of one sentence. */
  goOn(id: string): Promise<void>;
  /** Its steps so far are all: a run that rests is done. */
  finish(id: string): Promise<void>;
  /**
   * Another run that begins at a checkpoint of this one; it rests there.
   * @param change of the recipe: what leaves the matrices as they are (steps, rate, prices).
   * @returns its id.
   */
  fork(id: string, step: number, change: (recipe: Recipe) => Recipe): Promise<string>;
  remove(id: string): Promise<void>;
  /** A run's numbers; of its last checkpoint unless told. */
  checkpoint(id: string, step?: number): Promise<Checkpoint | undefined>;
  /** What a run learns from. */
  inputs(id: string): Promise<RunInputs | undefined>;
}

export type RunsStore = StoreApi<RunsState>;
