/** The training worker. All it does is in host.ts. */
import { createTrainingHost } from './host.ts';
import type { ToTrainer } from './protocol.ts';
import { trainables } from './registry.ts';

const receive = createTrainingHost(trainables, (message) => postMessage(message));
addEventListener('message', ({ data }: MessageEvent<ToTrainer>) => void receive(data));
