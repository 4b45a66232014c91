/** The engine client over what this browser has. */
import { EngineError } from '../lm/errors.ts';
import { type EngineClient, WorkerEngineClient } from './client.ts';
import { heldMemory } from './held-memory.ts';
import { moduleWorkersSince } from './worker-link.ts';

export function createEngineClient(): EngineClient {
  return new WorkerEngineClient({ spawn, waitForLock, schedule: nextFrame, memory: heldMemory(() => localStorage) });
}

/** @throws EngineError 'unsupported-browser'. */
function spawn(): Worker {
  try {
    return new Worker(new URL('./worker/entry.ts', import.meta.url), { type: 'module', name: 'tiller-engine' });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('unsupported-browser', `this browser could not start the engine's worker: ${reason}. ${moduleWorkersSince}`, {
      cause,
    });
  }
}

/** The worker holds the lock as long as it lives, so that its end is known at once, however it came. */
function waitForLock(name: string, onFree: () => void): void {
  navigator.locks?.request(name, onFree).catch(() => {
    // Then the watchdog has to find out.
  });
}

/** Hidden pages get no frames. */
function nextFrame(flush: () => void): void {
  if (document.visibilityState === 'visible') requestAnimationFrame(flush);
  else setTimeout(flush, 100);
}
