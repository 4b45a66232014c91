/** The engine client over what this browser has. */
import { startedWorker, waitForLock } from './browser-worker.ts';
import { type EngineClient, WorkerEngineClient } from './client.ts';
import { heldMemory } from './held-memory.ts';

export function createEngineClient(): EngineClient {
  return new WorkerEngineClient({ spawn, waitForLock, schedule: nextFrame, memory: heldMemory(() => localStorage) });
}

function spawn(): Worker {
  const start = () => new Worker(new URL('./worker/entry.ts', import.meta.url), { type: 'module', name: 'tiller-engine' });
  return startedWorker(start, 'the engine');
}

/** Hidden pages get no frames. */
function nextFrame(flush: () => void): void {
  if (document.visibilityState === 'visible') requestAnimationFrame(flush);
  else setTimeout(flush, 100);
}
