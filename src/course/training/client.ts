/** The page's side of a training worker: starts it at the first run, numbers the runs, drops what a replaced run still says. */
import type { FromTrainer, Speed, ToTrainer } from './protocol.ts';
import type { ConfigOf, SnapshotOf, TrainableName, trainables } from './registry.ts';

type Registry = typeof trainables;

export interface Progress<Snapshot> {
  readonly steps: number;
  readonly finished: boolean;
  readonly snapshot: Snapshot;
}

/** What of a Worker is used; tests pass a fake. */
export type TrainerWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

export interface Trainer<Config> {
  /** Begins anew; the first progress, of 0 steps, follows. */
  create(config: Config, seed: number): void;
  /** @param speed steps a second. */
  play(speed: Speed): void;
  pause(): void;
  step(steps: number): void;
  /** Ends the worker. */
  dispose(): void;
}

export interface TrainerListener<Snapshot> {
  onProgress(progress: Progress<Snapshot>): void;
  /** The run is gone; a new `create` begins another. */
  onFailed(message: string): void;
}

const spawnTrainer = (): TrainerWorker => new Worker(new URL('./trainer.worker.ts', import.meta.url), { type: 'module', name: 'trainer' });

export function createTrainer<N extends TrainableName>(
  name: N,
  listener: TrainerListener<SnapshotOf<Registry, N>>,
  spawn: () => TrainerWorker = spawnTrainer,
): Trainer<ConfigOf<Registry, N>> {
  let worker: TrainerWorker | undefined;
  let newest = 0;

  function start(): TrainerWorker {
    const started = spawn();
    started.onmessage = ({ data }: MessageEvent<FromTrainer>) => {
      if (data.run !== newest) return;
      if (data.kind === 'failed') listener.onFailed(data.message);
      else listener.onProgress({ ...data, snapshot: data.snapshot as SnapshotOf<Registry, N> });
    };
    started.onerror = (event) => {
      worker?.terminate();
      worker = undefined;
      listener.onFailed(event.message || 'The training worker could not start.');
    };
    return started;
  }

  const send = (message: ToTrainer) => worker?.postMessage(message);
  return {
    create(config, seed) {
      worker ??= start();
      newest += 1;
      send({ kind: 'create', run: newest, name, config, seed });
    },
    play: (speed) => send({ kind: 'play', speed }),
    pause: () => send({ kind: 'pause' }),
    step: (steps) => send({ kind: 'step', steps }),
    dispose() {
      worker?.terminate();
      worker = undefined;
    },
  };
}
