/** The training worker's start: joins the trainer to the page's messages, nothing else. */

import { taskPause } from '../../task-pause.ts';
import { announceLife } from '../../worker/announce-life.ts';
import { serveCalls } from '../../worker/serve-calls.ts';
import { checkTrainerCall } from './call-schemas.ts';
import { Gate } from './gate.ts';
import { openGradients } from './open-gradients.ts';
import { createTrainer } from './trainer.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const now = () => performance.now();
const trainer = createTrainer({ openGradients, gate: new Gate(taskPause(), now), now });
const receive = serveCalls(trainer, checkTrainerCall, (message) => scope.postMessage(message));
scope.onmessage = ({ data }) => receive(data);
announceLife(scope, 'tiller-trainer');
