/** One way to score texts, whatever the reward: by text in a worker, by the model through the engine. */
import type { Definition, Unpaired } from '../../rewards/own/definition.ts';
import type { FitRequest } from '../../rewards/own/fit-head.ts';
import type { FeatureHead, StateHead } from '../../rewards/own/learned-definition.ts';
import type { RewardInput } from '../../rewards/reward.ts';

/** A reward of the registry, or a twin of one, by its id; or the reader's own as data. */
export type Scorable = string | Definition | Unpaired;

/** A reward that could not score a text, or any: its score there is the lowest of its range, or absent; all other rewards went on. */
export interface RewardFault {
  /** Its id. */
  readonly reward: string;
  /** One sentence: what was expected, what came, where. */
  readonly message: string;
}

export interface ScoringProgress {
  /** Pairs of reward and text that are done, about, and all of them. */
  readonly done: number;
  readonly total: number;
  /** What the model's part still takes, in seconds, as its pace so far says; absent where nothing is asked of it, or nothing came yet. */
  readonly secondsLeft?: number;
}

export interface ScoringOptions {
  readonly signal?: AbortSignal;
  /** Scores each reward's twin too, under the twin's id. */
  readonly twins?: boolean;
  readonly onProgress?: (progress: ScoringProgress) => void;
  /** Called once a reward that faults, at its first fault. */
  readonly onFault?: (fault: RewardFault) => void;
}

export interface Scoring {
  /**
   * Scores every input with every reward, and with the guard under the id `guard`. Scores of a text are kept by the reward's content, and the
   * model's states by the text, so that the same is not computed twice.
   * @returns one record an input, reward id to score.
   * @throws the signal's reason when aborted; Error when nothing at all can be scored: the worker is gone, the word list did not come.
   */
  score(rewards: readonly Scorable[], inputs: readonly RewardInput[], options?: ScoringOptions): Promise<readonly Record<string, number>[]>;
  /**
   * Fits a head to states or choices.
   * @throws the signal's reason when aborted; Error of one sentence where there is too little to learn from.
   */
  fit(request: FitRequest, signal?: AbortSignal): Promise<StateHead | FeatureHead>;
  /** Ends the worker. */
  dispose(): void;
}
