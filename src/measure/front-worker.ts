/** The page's side of the worker that builds a front: it takes seconds, and the page goes on meanwhile. */

import type { Front } from '../packs/front.ts';
import type { ScoredFrontInput } from './scored-front.ts';

/** What the worker answers: the front, or why there is none. */
export type FrontAnswer = { readonly front: Front } | { readonly message: string };

/** One worker a front. @throws Error of one sentence. */
export function buildInWorker(input: ScoredFrontInput): Promise<Front> {
  const worker = new Worker(new URL('./front.worker.ts', import.meta.url), { type: 'module', name: 'front' });
  return new Promise<Front>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FrontAnswer>) => {
      if ('front' in data) resolve(data.front);
      else reject(new Error(data.message));
    };
    worker.onerror = (event) => reject(new Error(event.message || 'The worker that builds fronts could not start.'));
    worker.postMessage(input);
  }).finally(() => worker.terminate());
}
