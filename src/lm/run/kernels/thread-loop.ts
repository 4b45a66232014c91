/** What a thread of the pool does, in whatever kind of worker it runs: waits for a job, does its share, says so. */
import { instantiate, type Kernels } from './kernels.ts';

/** Words of the pool's own block of memory. */
export const POOL = {
  /** Counts the jobs: a thread waits until it changes. */
  job: 0,
  /** Address of what to work on; 0 ends the thread. */
  run: 1,
  /** Threads that take part in this job. */
  threads: 2,
  /** Threads that are done with it. */
  done: 3,
  /** Which of `WORKS`. */
  work: 4,
  words: 16,
} as const;

/** What a pool can share. */
export const WORKS = ['run', 'train'] as const satisfies readonly (keyof Kernels)[];
export type Work = (typeof WORKS)[number];

/** Looks before a thread sleeps: some tenths of a millisecond, in which a text's next step begins. To be woken takes a good part of that. */
const LOOKS = 50_000;

/** What a thread is started with: structured-cloneable. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  /** Shared. */
  readonly memory: WebAssembly.Memory;
  /** Address of the pool's words. */
  readonly pool: number;
  /** 1 and up; the caller's own is 0. */
  readonly thread: number;
}

/** Works until it is told to end. @param ready Called once, when the thread can take jobs. */
export function threadLoop({ module, memory, pool, thread }: ThreadStart, ready: () => void): void {
  const kernels = instantiate(module, memory);
  // Of the memory as it is now: it only grows, and the pool's words stay where they are.
  const words = new Int32Array(memory.buffer, pool, POOL.words);
  let job = Atomics.load(words, POOL.job);
  ready();
  for (;;) {
    let next = Atomics.load(words, POOL.job);
    for (let look = 0; next === job && look < LOOKS; look++) next = Atomics.load(words, POOL.job);
    for (; next === job; next = Atomics.load(words, POOL.job)) Atomics.wait(words, POOL.job, job);
    job = next;
    const run = Atomics.load(words, POOL.run);
    if (run === 0) return;
    if (thread >= Atomics.load(words, POOL.threads)) continue;
    kernels[WORKS[Atomics.load(words, POOL.work)] as Work](run, thread);
    Atomics.add(words, POOL.done, 1);
    Atomics.notify(words, POOL.done);
  }
}
