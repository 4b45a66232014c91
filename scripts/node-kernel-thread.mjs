/** A thread of the kernels' pool, as a worker of Node: workers do not take over that their parent reads TypeScript. */
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { threadLoop } = await import('../src/lm/run/kernels/thread-loop.ts');
threadLoop(workerData, () => parentPort.postMessage('ready'));
