import { expect, it } from 'vitest';
import { createRng } from '../../math/rng.ts';
import type { Trainable } from '../../theory/trainable.ts';
import { createTrainingHost, type HostClock } from './host.ts';
import type { FromTrainer } from './protocol.ts';

/** The mean of seeded draws, one a step; it fails at a bad config and at the step it is told to. */
const runningMean: Trainable<{ readonly draws: number; readonly failAt?: number }, { readonly mean: number }> = {
  create({ draws, failAt }, seed) {
    if (!(draws > 0)) throw new RangeError(`draws is ${draws}, expected at least 1`);
    const random = createRng(seed);
    let taken = 0;
    let mean = 0;
    return {
      step() {
        taken += 1;
        if (taken === failAt) throw new Error('the draw failed');
        mean += (random() - mean) / taken;
      },
      snapshot: () => ({ mean }),
      get finished() {
        return taken >= draws;
      },
    };
  },
};

/** A clock that moves only when it is read (0.5 ms a look) and when what waits is run. */
function handClock() {
  let now = 0;
  const waiting: { readonly at: number; readonly callback: () => void }[] = [];
  const clock: HostClock = {
    now: () => {
      now += 0.5;
      return now;
    },
    later: (callback, ms) => waiting.push({ at: now + ms, callback }),
  };
  /** Runs what waits until nothing does or `ms` are over; gives the time. */
  function runFor(ms: number): number {
    const end = now + ms;
    for (;;) {
      const [first] = waiting.sort((a, b) => a.at - b.at);
      if (!first || first.at > end) return now;
      waiting.shift();
      now = Math.max(now, first.at);
      first.callback();
    }
  }
  return { clock, runFor, time: () => now };
}

function setUp() {
  const { clock, runFor, time } = handClock();
  const said: FromTrainer[] = [];
  const times: number[] = [];
  const receive = createTrainingHost(
    { 'running-mean': async () => runningMean },
    (message) => {
      said.push(message);
      times.push(time());
    },
    clock,
  );
  const last = () => said.at(-1);
  return { receive, runFor, said, times, last };
}

/** The twin: the same draws without a host. */
function meanOf(draws: number, seed: number): number {
  const random = createRng(seed);
  return Array.from({ length: draws }, () => random()).reduce((sum, value) => sum + value, 0) / draws;
}

it('creates, steps and says where it stands, as the same draws without it', async () => {
  const { receive, runFor, last, said } = setUp();
  await receive({ kind: 'create', run: 1, name: 'running-mean', config: { draws: 1000 }, seed: 7 });
  expect(last()).toEqual({ kind: 'progress', run: 1, steps: 0, finished: false, snapshot: { mean: 0 } });
  await receive({ kind: 'step', steps: 100 });
  runFor(1000);
  expect(said).toHaveLength(2);
  expect(last()).toMatchObject({ steps: 100, finished: false });
  expect((last() as { snapshot: { mean: number } }).snapshot.mean).toBeCloseTo(meanOf(100, 7), 12);
});

it('plays to the end in slices that leave time for messages, shown at most every 40 ms', async () => {
  const { receive, runFor, last, times } = setUp();
  await receive({ kind: 'create', run: 1, name: 'running-mean', config: { draws: 2000 }, seed: 1 });
  await receive({ kind: 'play', speed: 'full' });
  runFor(60_000);
  expect(last()).toMatchObject({ steps: 2000, finished: true });
  const gaps = times.slice(2, -1).map((time, i) => time - (times[i + 1] as number));
  expect(gaps.length).toBeGreaterThan(10);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(39);
  expect(Math.max(...gaps)).toBeLessThan(60);
});

it('keeps to a slow speed, one progress a step, and rests at a pause', async () => {
  const { receive, runFor, last, said } = setUp();
  await receive({ kind: 'create', run: 1, name: 'running-mean', config: { draws: 100 }, seed: 1 });
  await receive({ kind: 'play', speed: 5 });
  runFor(2050);
  expect(last()).toMatchObject({ kind: 'progress', steps: 10 });
  expect(said.map((message) => 'steps' in message && message.steps)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await receive({ kind: 'pause' });
  const before = said.length;
  runFor(2000);
  expect(said).toHaveLength(before);
});

it('gives the same run for the same seed however it was played', async () => {
  const one = setUp();
  await one.receive({ kind: 'create', run: 1, name: 'running-mean', config: { draws: 300 }, seed: 3 });
  await one.receive({ kind: 'play', speed: 'full' });
  one.runFor(60_000);
  const other = setUp();
  await other.receive({ kind: 'create', run: 1, name: 'running-mean', config: { draws: 300 }, seed: 3 });
  for (let i = 0; i < 3; i += 1) {
    await other.receive({ kind: 'step', steps: 100 });
    other.runFor(1000);
  }
  expect(other.last()).toEqual(one.last());
});

it('a new run replaces the old one, whose steps end', async () => {
  const { receive, runFor, last } = setUp();
  await receive({ kind: 'create', run: 1, name: 'running-mean', config: { draws: 1e6 }, seed: 1 });
  await receive({ kind: 'play', speed: 'full' });
  await receive({ kind: 'create', run: 2, name: 'running-mean', config: { draws: 1e6 }, seed: 1 });
  runFor(1000);
  expect(last()).toMatchObject({ run: 2, steps: 0 });
});

it('says what failed: an unknown name, a bad config, a step', async () => {
  const { receive, runFor, last } = setUp();
  await receive({ kind: 'create', run: 1, name: 'nothing', config: {}, seed: 1 });
  expect(last()).toEqual({ kind: 'failed', run: 1, message: "no training 'nothing', expected one of running-mean" });
  await receive({ kind: 'create', run: 2, name: 'running-mean', config: { draws: 0 }, seed: 1 });
  expect(last()).toEqual({ kind: 'failed', run: 2, message: 'draws is 0, expected at least 1' });
  await receive({ kind: 'create', run: 3, name: 'running-mean', config: { draws: 10, failAt: 4 }, seed: 1 });
  await receive({ kind: 'play', speed: 'full' });
  runFor(1000);
  expect(last()).toEqual({ kind: 'failed', run: 3, message: 'the draw failed' });
});
