/** A thread of the kernels' pool: a worker of the engine's worker, which tells it once what to work on. */
import { type ThreadStart, threadLoop } from '../../lm/run/kernels/thread-loop.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
scope.onmessage = ({ data }: MessageEvent<ThreadStart>) => threadLoop(data, () => scope.postMessage('ready'));
