/** One way to score texts, whatever the reward: by text in a worker, by the model through the engine. */
import type { LearnedDefinition } from '../../rewards/own/learned-definition.ts';
import type { RewardInput } from '../../rewards/reward.ts';

/** A reward of the registry by its id, or the reader's own as data. */
export type Scorable = string | LearnedDefinition;

/** A reward that could not score: its other scores are absent, all other rewards went on. */
export interface RewardFault {
  /** Its id. */
  readonly reward: string;
  /** One sentence: what was expected, what came, where. */
  readonly message: string;
}

export interface ScoringProgress {
  /** Pairs of reward and text that have a score or a fault, and all of them. */
  readonly done: number;
  readonly total: number;
  /** What the model's part still takes, in seconds, as its pace so far says; absent where nothing is asked of it, or nothing came yet. */
  readonly secondsLeft?: number;
}

export interface ScoringOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ScoringProgress) => void;
  /** Called once a reward that faults, at its first fault. */
  readonly onFault?: (fault: RewardFault) => void;
}

export interface Scoring {
  /**
   * Scores every input with every reward, and with the guard under the id `guard`. Scores of a text are kept by the reward's content, so that
   * the same is not computed twice.
   * @returns one record an input, reward id to score; a reward that faulted on a text has none for it.
   * @throws the signal's reason when aborted; Error when the worker itself is gone.
   */
  score(rewards: readonly Scorable[], inputs: readonly RewardInput[], options?: ScoringOptions): Promise<readonly Record<string, number>[]>;
  /** Ends the worker. */
  dispose(): void;
}
