import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLatest } from './latest.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that ends when it is aborted or told to. */
function works() {
  const log: string[] = [];
  const finish: (() => void)[] = [];
  const work = (name: string) => (signal: AbortSignal) => {
    log.push(name);
    return new Promise<void>((resolve) => {
      finish.push(resolve);
      signal.addEventListener('abort', () => {
        log.push(`${name} aborted`);
        resolve();
      });
    });
  };
  return { log, work, finish };
}

it('a newer wish ends the older, and of many that do not rest the last is served', async () => {
  const { log, work } = works();
  const latest = createLatest();
  void latest.ask(work('a'));
  await vi.advanceTimersByTimeAsync(0);
  for (const name of ['b', 'c', 'd']) {
    void latest.ask(work(name), 100);
    await vi.advanceTimersByTimeAsync(90);
  }
  expect(log).toEqual(['a', 'a aborted']);
  await vi.advanceTimersByTimeAsync(10);
  expect(log).toEqual(['a', 'a aborted', 'd']);
});

it('a wish waits for the work before to end, which may take its time', async () => {
  const latest = createLatest();
  let finish = () => {};
  const stubborn = latest.ask(() => new Promise<void>((resolve) => (finish = resolve)));
  await vi.advanceTimersByTimeAsync(0);
  const { log, work } = works();
  void latest.ask(work('b'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(log).toEqual([]);
  finish();
  await stubborn;
  await vi.advanceTimersByTimeAsync(0);
  expect(log).toEqual(['b']);
});

it.each(['while it rests', 'while the work before ends', 'while it runs'])('a stop holds: %s', async (when) => {
  const latest = createLatest();
  const { log, work } = works();
  let finish = () => {};
  if (when === 'while the work before ends') {
    void latest.ask(() => new Promise<void>((resolve) => (finish = resolve)));
    await vi.advanceTimersByTimeAsync(0);
  }
  const asked = latest.ask(work('a'), when === 'while it rests' ? 100 : 0);
  if (when === 'while it runs') await vi.advanceTimersByTimeAsync(0);
  latest.stop();
  finish();
  await vi.advanceTimersByTimeAsync(1000);
  await asked;
  expect(log).toEqual(when === 'while it runs' ? ['a', 'a aborted'] : []);
});

it('tells what the work throws, and serves the next wish all the same', async () => {
  const latest = createLatest();
  await expect(latest.ask(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const { log, work, finish } = works();
  const asked = latest.ask(work('b'));
  await vi.advanceTimersByTimeAsync(0);
  finish[0]?.();
  await asked;
  expect(log).toEqual(['b']);
});
