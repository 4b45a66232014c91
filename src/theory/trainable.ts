/** What can be trained in the page. Pure and seeded: the worker that plays it (src/course/training) decides when a step is taken. */

/** One training that goes on; it owns all its numbers. */
export interface TrainingRun<Snapshot> {
  /** One update of whatever learns, in place. Meant to take a few milliseconds at most, so that a pause is felt at once. */
  step(): void;
  /** What is drawn: plain data that can be structured-cloned, with curves thinned by the run itself, at most some thousand numbers. */
  snapshot(): Snapshot;
  /** True when a further step would change nothing that is shown; playing stops there. */
  readonly finished: boolean;
}

/**
 * A training by name, e.g. the five policies of the fork.
 * The same config and seed give the same run, step for step: no clock, no `Math.random`.
 */
export interface Trainable<Config, Snapshot> {
  /** @param seed unsigned 32-bit. @throws RangeError that shows the value of a config that is out of range. */
  create(config: Config, seed: number): TrainingRun<Snapshot>;
}
