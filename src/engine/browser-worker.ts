/** Workers as this browser starts them, and how their end is heard of. */
import { EngineError } from '../lm/errors.ts';
import { moduleWorkersSince, type WaitForLock } from './worker-link.ts';

/** @param who Whose worker it is, as a sentence names it. @throws EngineError 'unsupported-browser'. */
export function startedWorker(start: () => Worker, who: string): Worker {
  try {
    return start();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('unsupported-browser', `this browser could not start ${who}'s worker: ${reason}. ${moduleWorkersSince}`, {
      cause,
    });
  }
}

/** The worker holds the lock as long as it lives, so that its end is known at once, however it came. */
export const waitForLock: WaitForLock = (name, onFree) => {
  navigator.locks?.request(name, onFree).catch(() => {
    // Then the watchdog has to find out.
  });
};
