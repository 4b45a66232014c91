/** The trainer over what this browser has. */
import type { EngineError } from '../../lm/errors.ts';
import { startedWorker, waitForLock } from '../browser-worker.ts';
import { createTrainer, type TrainerClient } from './client.ts';

/** Nothing starts until it is asked to open. @param onLost See `createTrainer`. */
export function createTrainerClient(onLost: (error: EngineError) => void): TrainerClient {
  return createTrainer({ spawn, waitForLock }, onLost);
}

function spawn(): Worker {
  const start = () => new Worker(new URL('./worker/train-entry.ts', import.meta.url), { type: 'module', name: 'tiller-trainer' });
  return startedWorker(start, 'the trainer');
}
