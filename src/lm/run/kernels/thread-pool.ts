/** Threads that share the work of a run: workers of the caller, over one memory. */
import type { KernelMemory } from './kernel-memory.ts';
import type { Kernels } from './kernels.ts';
import { POOL, type ThreadStart, WORKS, type Work } from './thread-loop.ts';

/** A worker of whatever kind, which runs `threadLoop`. */
export interface StartedThread {
  /** Resolves when it waits for jobs. @throws what kept it from starting. */
  readonly ready: Promise<void>;
  stop(): void;
}

export type StartThread = (start: ThreadStart) => StartedThread;

/** How long a thread may take to start before it is done without. */
const START_MS = 10_000;
/** Looks before the caller sleeps: all threads end within microseconds, and to be woken takes tens of them. */
const LOOKS = 5_000;

export class ThreadPool {
  #threads: readonly StartedThread[] = [];

  private constructor(
    private readonly kernels: Pick<Kernels, Work>,
    private readonly memory: KernelMemory,
    /** Address of the pool's words. */
    private readonly pool: number,
  ) {}

  /**
   * As many threads as wanted, the caller's own among them, or as many as start: without threads the caller does all.
   * @param start Absent where there are none.
   */
  static async open(
    kernels: Pick<Kernels, Work>,
    module: WebAssembly.Module,
    memory: KernelMemory,
    wanted: number,
    start: StartThread | undefined,
  ): Promise<ThreadPool> {
    const at = memory.allocate(4 * POOL.words);
    memory.words.fill(0, at / 4, at / 4 + POOL.words);
    const pool = new ThreadPool(kernels, memory, at);
    for (let thread = 1; start && thread < wanted; thread++) {
      // One after the other: a thread's number must be free where one before it did not start.
      const number = pool.#threads.length + 1;
      try {
        const started = start({ module, memory: memory.memory, pool: at, thread: number });
        pool.#threads = [...pool.#threads, await inTime(started)];
      } catch {
        // One thread less is no failure; the next would fare no better.
        break;
      }
    }
    return pool;
  }

  /** Threads that work on a run, the caller's own among them. */
  get size(): number {
    return this.#threads.length + 1;
  }

  /** Works to the end; blocks the caller meanwhile. @param run Address of what to work on, which names `size` as its threads. */
  run(run: number, work: Work = 'run'): void {
    const helpers = this.#threads.length;
    if (helpers === 0) {
      this.kernels[work](run, 0);
      return;
    }
    const words = this.memory.words.subarray(this.pool / 4, this.pool / 4 + POOL.words);
    Atomics.store(words, POOL.run, run);
    Atomics.store(words, POOL.work, WORKS.indexOf(work));
    Atomics.store(words, POOL.threads, this.size);
    Atomics.store(words, POOL.done, 0);
    Atomics.add(words, POOL.job, 1);
    Atomics.notify(words, POOL.job);
    this.kernels[work](run, 0);
    let done = Atomics.load(words, POOL.done);
    for (let look = 0; done < helpers && look < LOOKS; look++) done = Atomics.load(words, POOL.done);
    for (; done < helpers; done = Atomics.load(words, POOL.done)) Atomics.wait(words, POOL.done, done);
  }

  /** Ends the threads; nothing can be run afterwards. */
  dispose(): void {
    for (const thread of this.#threads) thread.stop();
    this.#threads = [];
  }
}

/** @throws what kept it from starting, or that it took too long; it is stopped then. */
async function inTime(started: StartedThread): Promise<StartedThread> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('a thread did not start in time')), START_MS);
  });
  try {
    await Promise.race([started.ready, late]);
    return started;
  } catch (error) {
    started.stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
