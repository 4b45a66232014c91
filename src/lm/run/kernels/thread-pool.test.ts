import { afterEach, expect, it, vi } from 'vitest';
import { nodeKernel, startNodeThread } from '../../../../scripts/load-node-kernels.ts';
import { createMemory, KernelMemory } from './kernel-memory.ts';
import { instantiate } from './kernels.ts';
import { type StartThread, ThreadPool } from './thread-pool.ts';

const module = await nodeKernel();

function open(start: StartThread | undefined, wanted: number) {
  const wasm = createMemory();
  const kernels = instantiate(module, wasm);
  const run = vi.fn(kernels.run);
  return {
    run,
    opening: ThreadPool.open({ run, train: kernels.train }, module, new KernelMemory(wasm, kernels.heapBase()), wanted, start),
  };
}

afterEach(() => {
  vi.useRealTimers();
});

it('has the threads that were wanted, and ends them', async () => {
  const stopped = vi.fn();
  const start: StartThread = (how) => {
    const { ready, stop } = startNodeThread(how);
    return {
      ready,
      stop() {
        stopped(how.thread);
        stop();
      },
    };
  };
  const pool = await open(start, 3).opening;
  expect(pool.size).toBe(3);
  pool.dispose();
  expect(stopped.mock.calls).toEqual([[1], [2]]);
});

it.each<[string, StartThread | undefined]>([
  ['there are none', undefined],
  [
    'none can be made',
    () => {
      throw new Error('no workers here');
    },
  ],
  ['one says that it failed', () => ({ ready: Promise.reject(new Error('no')), stop: () => {} })],
])('does all by itself where %s', async (_, start) => {
  const pool = await open(start, 4).opening;
  expect(pool.size).toBe(1);
});

it('does without a thread that never says that it started, and stops it', async () => {
  vi.useFakeTimers();
  const stop = vi.fn();
  const { opening } = open(() => ({ ready: new Promise(() => {}), stop }), 2);
  await vi.runAllTimersAsync();
  expect((await opening).size).toBe(1);
  expect(stop).toHaveBeenCalledTimes(1);
});
