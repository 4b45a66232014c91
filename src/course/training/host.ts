/** The worker's side: holds one run and plays it in short slices, so that messages are read between them. */
import type { TrainingRun } from '../../theory/trainable.ts';
import type { FromTrainer, Speed, ToTrainer } from './protocol.ts';
import type { TrainableRegistry } from './registry.ts';

/** How long a slice of steps may take before messages are read, in milliseconds. */
const sliceMs = 8;
/** How often a playing run is shown: 25 times a second is smooth and leaves the page its time. */
const showEveryMs = 40;

/** What of the surroundings is used; replaced in tests. */
export interface HostClock {
  /** Milliseconds. */
  now(): number;
  /** Calls back once, not before `ms` from now; messages are read in between. */
  later(callback: () => void, ms: number): void;
}

export const realClock: HostClock = { now: () => performance.now(), later: (callback, ms) => setTimeout(callback, ms) };

/** @returns the receiver of messages. */
export function createTrainingHost(
  registry: TrainableRegistry,
  post: (message: FromTrainer) => void,
  clock: HostClock = realClock,
): (message: ToTrainer) => Promise<void> {
  let id = -1;
  let run: TrainingRun<unknown> | undefined;
  let steps = 0;
  let shownAt = -Infinity;
  /** Counts commands: a slice that was planned under an older one does nothing. */
  let command = 0;
  let ready: Promise<void> = Promise.resolve();

  function show(current: TrainingRun<unknown>) {
    shownAt = clock.now();
    post({ kind: 'progress', run: id, steps, finished: current.finished, snapshot: current.snapshot() });
  }

  function fail(failed: number, error: unknown) {
    run = undefined;
    post({ kind: 'failed', run: failed, message: error instanceof Error ? error.message : String(error) });
  }

  function takeStep(current: TrainingRun<unknown>) {
    current.step();
    steps += 1;
  }

  /** `owed` is the number of steps that the speed allows by now; the time of a slice is the other limit. */
  function play(speed: Speed) {
    const mine = command;
    const startedAt = clock.now();
    const startedWith = steps;
    const slice = () => {
      const current = run;
      if (mine !== command || !current) return;
      try {
        const began = clock.now();
        const owed = speed === 'full' ? Infinity : Math.floor(((began - startedAt) * speed) / 1000) - (steps - startedWith);
        for (let taken = 0; taken < owed && !current.finished && clock.now() - began < sliceMs; taken += 1) takeStep(current);
        if (current.finished) return show(current);
        const slow = speed !== 'full' && speed < 1000 / showEveryMs;
        if (slow ? owed > 0 : clock.now() - shownAt >= showEveryMs) show(current);
        clock.later(slice, speed === 'full' ? 0 : Math.min(showEveryMs, 1000 / speed));
      } catch (error) {
        fail(id, error);
      }
    };
    slice();
  }

  /** As `play` at full speed, up to `wanted` steps, shown once at the end. */
  function stepOn(wanted: number) {
    const mine = command;
    const target = steps + wanted;
    const slice = () => {
      const current = run;
      if (mine !== command || !current) return;
      try {
        const began = clock.now();
        while (steps < target && !current.finished && clock.now() - began < sliceMs) takeStep(current);
        if (steps < target && !current.finished) clock.later(slice, 0);
        else show(current);
      } catch (error) {
        fail(id, error);
      }
    };
    slice();
  }

  async function create({ run: wanted, name, config, seed }: Extract<ToTrainer, { kind: 'create' }>) {
    id = wanted;
    run = undefined;
    try {
      const load = registry[name];
      if (!load) throw new RangeError(`no training '${name}', expected one of ${Object.keys(registry).join(', ')}`);
      const trainable = await load();
      if (wanted !== id) return;
      // The page's client has checked the config against the name by its type.
      run = trainable.create(config as never, seed);
      steps = 0;
      show(run);
    } catch (error) {
      fail(wanted, error);
    }
  }

  return async (message) => {
    command += 1;
    const mine = command;
    if (message.kind === 'create') {
      ready = create(message);
      return ready;
    }
    // The code of a training may still be on its way; the newest command is the one that counts when it is here.
    await ready;
    if (mine !== command) return;
    if (message.kind === 'play') play(message.speed);
    else if (message.kind === 'step') stepOn(message.steps);
    else if (run) show(run);
  };
}
