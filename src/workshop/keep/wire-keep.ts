/** Station 5 over the workshop's own parts. */
import type { EnginePort } from '../../engine/engine-port.ts';
import { loadManifest } from '../../packs/pack-source.ts';
import { openPackStorage } from '../../packs/storage/open-pack-storage.ts';
import type { PackStorage } from '../../packs/storage/pack-storage.ts';
import type { Rewards } from '../../rewards/registry.ts';
import { buildCommit } from '../../site/build-commit.ts';
import type { ModelGate } from '../state/model.ts';
import type { PoolStore } from '../state/pool-state.ts';
import type { RunsStore } from '../state/runs-state.ts';
import type { Scoring } from '../state/scoring.ts';
import { createKeep, type Keep } from './keep.ts';
import { type MeasuredAnswers, openMeasuredAnswers } from './measured-answers.ts';
import { createMeasuring } from './measuring.ts';
import { writePace } from './pace.ts';
import { readRuns } from './read-runs.ts';

export interface KeepParts {
  readonly runs: RunsStore;
  readonly catalog: Rewards;
  readonly scoring: Scoring;
  readonly pool: PoolStore;
  readonly engine: EnginePort;
  readonly model: ModelGate;
  /** URL of the folder of the base's folder, with a trailing slash. */
  readonly models: string;
}

export function wireKeep({ runs, catalog, scoring, pool, engine, model, models }: KeepParts): Keep {
  const measuring = createMeasuring({
    engine,
    info: () => (engine.status.state === 'ready' ? engine.status.info : undefined),
    whenReady: async (signal) => void (await model.ready(signal)),
    answers: lateAnswers(),
    commit: buildCommit,
    onPace: writePace,
  });
  let opened: Promise<PackStorage> | undefined;
  return createKeep({
    measuring,
    scoring,
    storage() {
      opened ??= openPackStorage();
      return opened;
    },
    read: readRuns({
      run: (id) => runs.getState().runs.find((run) => run.id === id),
      checkpoint: (id) => runs.getState().checkpoint(id),
      inputs: (id) => runs.getState().inputs(id),
      manifest: (signal) => loadManifest(`${models}base/`, signal),
      catalog,
      pool: () => pool.getState().pool,
    }),
  });
}

/** Opened when a measurement first asks: whoever trains only needs no such database. */
function lateAnswers(): MeasuredAnswers {
  let opened: MeasuredAnswers | undefined;
  const open = () => {
    opened ??= openMeasuredAnswers();
    return opened;
  };
  return { read: (of) => open().read(of), write: (of, answers) => open().write(of, answers) };
}
