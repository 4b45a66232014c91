/** Where threads meet, and how they share work. Words 64 bytes apart, so that they do not share a cache line. */

/** Threads that have arrived. */
const ARRIVED: usize = 0;
/** How often all have met. */
const ROUND: usize = 64;
/** Threads that sleep. */
const SLEEPERS: usize = 128;
/** The next unit of work. */
const NEXT: usize = 192;
export const SYNC_BYTES: usize = 256;

/**
 * Looks before a thread sleeps: some tens of microseconds, about as long as it takes to be woken, and longer than the others still work in a step of one
 * token. More would only keep a core from whoever it was taken for.
 */
const LOOKS: i32 = 100_000;

/** Returns when all threads have called it. The work of the next phase begins at unit 0. */
export function meet(sync: usize, threads: usize): void {
  if (threads == 1) {
    store<u32>(sync, 0, NEXT);
    return;
  }
  const round = atomic.load<u32>(sync, ROUND);
  if (atomic.add<u32>(sync, 1, ARRIVED) == <u32>threads - 1) {
    atomic.store<u32>(sync, 0, ARRIVED);
    atomic.store<u32>(sync, 0, NEXT);
    atomic.add<u32>(sync, 1, ROUND);
    // one that is about to sleep has said so before it looks at the round again
    if (atomic.load<u32>(sync, SLEEPERS) != 0) atomic.notify(sync + ROUND);
    return;
  }
  for (let look = 0; look < LOOKS; look++) {
    if (atomic.load<u32>(sync, ROUND) != round) return;
  }
  atomic.add<u32>(sync, 1, SLEEPERS);
  while (atomic.load<u32>(sync, ROUND) == round) atomic.wait<i32>(sync + ROUND, <i32>round, -1);
  atomic.sub<u32>(sync, 1, SLEEPERS);
}

/** The next unit of the phase's work for this thread. Who takes a unit does not change what it gives. */
@inline
export function claim(sync: usize, threads: usize): usize {
  if (threads > 1) return <usize>atomic.add<u32>(sync, 1, NEXT);
  const unit = <usize>load<u32>(sync, NEXT);
  store<u32>(sync, <u32>unit + 1, NEXT);
  return unit;
}
