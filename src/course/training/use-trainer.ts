/** A training in a worker, driven by the figure's state and handed back to it. */
import { useEffect, useRef, useState } from 'react';
import { createTrainer, type Progress, type Trainer } from './client.ts';
import type { Speed } from './protocol.ts';
import type { ConfigOf, SnapshotOf, TrainableName, trainables } from './registry.ts';

type Registry = typeof trainables;

export interface TrainerOptions<N extends TrainableName> {
  /** A new config (by value), seed or `run` begins the training anew. */
  readonly config: ConfigOf<Registry, N>;
  readonly seed: number;
  /** Counts the times the reader started over. */
  readonly run: number;
  readonly playing: boolean;
  readonly speed: Speed;
  /** Every progress that is shown, at most 25 a second; set the figure's state here, and stop `playing` when it is finished. */
  readonly onProgress?: (progress: Progress<SnapshotOf<Registry, N>>) => void;
}

export interface TrainerView<N extends TrainableName> {
  /** Undefined until the first snapshot of this config and seed. */
  readonly progress: Progress<SnapshotOf<Registry, N>> | undefined;
  readonly error: string | undefined;
  /** Takes this many steps, then rests; for a paused training. */
  step(steps: number): void;
}

export function useTrainer<N extends TrainableName>(name: N, options: TrainerOptions<N>): TrainerView<N> {
  const { config, seed, run, playing, speed, onProgress } = options;
  const [progress, setProgress] = useState<TrainerView<N>['progress']>();
  const [error, setError] = useState<string>();
  const trainer = useRef<Trainer<ConfigOf<Registry, N>>>(undefined);
  const report = useRef(onProgress);
  useEffect(() => {
    report.current = onProgress;
  });

  useEffect(() => {
    const created = createTrainer(name, {
      onProgress: (next) => {
        setProgress(next);
        report.current?.(next);
      },
      onFailed: setError,
    });
    trainer.current = created;
    return () => created.dispose();
  }, [name]);

  // The config may be built anew at every drawing; its value is what counts.
  const key = JSON.stringify(config);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new run of the same config begins anew
  useEffect(() => {
    setProgress(undefined);
    setError(undefined);
    trainer.current?.create(JSON.parse(key), seed);
  }, [key, seed, run]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a training that begins anew goes on playing
  useEffect(() => {
    if (playing) trainer.current?.play(speed);
    else trainer.current?.pause();
  }, [playing, speed, key, seed, run]);

  return { progress, error, step: (steps) => trainer.current?.step(steps) };
}
