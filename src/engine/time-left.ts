/** How long a sweep will go on, from how fast its rows grew so far. */

export interface TimeLeft {
  /** @param rowTokens Tokens that came, each counted once for every row that made it. */
  add(rowTokens: number): void;
  /** The sweep runs, from now on. */
  start(): void;
  pause(): void;
  /** Seconds for so many more row-tokens; undefined before there is a pace. */
  seconds(left: number): number | undefined;
}

/** Row-tokens before a pace is told: those of the first step say little. */
const enough = 64;

export function createTimeLeft(now: () => number): TimeLeft {
  let done = 0;
  let spent = 0;
  let since: number | undefined;
  const elapsed = () => spent + (since === undefined ? 0 : now() - since);
  return {
    add(rowTokens) {
      done += rowTokens;
    },
    start() {
      since ??= now();
    },
    pause() {
      spent = elapsed();
      since = undefined;
    },
    seconds: (left) => (done < enough || elapsed() <= 0 ? undefined : (left * elapsed()) / done / 1000),
  };
}
