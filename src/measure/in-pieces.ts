/** Milliseconds of one go; a task is long from 50 on. */
const budgetMs = 8;

/** Runs steps to their end, some milliseconds at a time. @returns Undefined when `isWanted` says no. */
export async function inPieces<T>(
  steps: Generator<undefined, T>,
  again: (next: () => void) => void,
  now: () => number,
  isWanted: () => boolean,
): Promise<T | undefined> {
  for (;;) {
    const end = now() + budgetMs;
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (now() < end);
    await new Promise<void>((resolve) => again(resolve));
    if (!isWanted()) return undefined;
  }
}
