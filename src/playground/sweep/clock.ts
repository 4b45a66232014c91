/** What a sweep needs of time; tests turn it by hand. */
export interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  /** Calls back once, in a task of its own. */
  readonly later: (task: () => void, ms: number) => void;
}

export const pageClock: Clock = {
  now: () => performance.now(),
  later: (task, ms) => void setTimeout(task, ms),
};
