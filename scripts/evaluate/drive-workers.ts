/** Worker processes that take tasks from one queue. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answered } from './answer-job.ts';
import type { WorkerRequest, WorkerSettings } from './worker.ts';

export interface Driving<Task> {
  readonly workers: number;
  readonly settings: WorkerSettings;
  readonly requestOf: (task: Task) => WorkerRequest;
}

/**
 * Works the queue off in its order.
 * @param onAnswer told of every finished task, with an estimate of the minutes that the others will take.
 * @throws Error when a worker dies; what was finished has been told.
 */
export async function driveWorkers<Task>(
  queue: readonly Task[],
  { workers, settings, requestOf }: Driving<Task>,
  onAnswer: (task: Task, answered: Answered, minutesLeft: number) => void,
): Promise<void> {
  const started = performance.now();
  let next = 0;
  let finished = 0;
  const drive = async (): Promise<void> => {
    const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [JSON.stringify(settings)], {
      execArgv: ['--import', 'tsx'],
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
    });
    try {
      while (next < queue.length) {
        const task = queue[next++] as Task;
        const answered = await ask(child, requestOf(task));
        finished += 1;
        const minutes = (performance.now() - started) / 60_000;
        onAnswer(task, answered, (minutes / finished) * (queue.length - finished));
      }
    } finally {
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: workers }, drive));
}

/** One request to a worker process; a worker that dies rejects. */
function ask(child: ChildProcess, request: WorkerRequest): Promise<Answered> {
  return new Promise((resolveAnswer, reject) => {
    const onExit = (code: number | null) => reject(new Error(`an evaluation worker ended with code ${code}`));
    child.once('exit', onExit);
    child.once('message', (answer) => {
      child.off('exit', onExit);
      resolveAnswer(answer as Answered);
    });
    child.send(request);
  });
}
