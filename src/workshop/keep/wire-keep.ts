/** Station 5 over the workshop's own parts. */
import type { EnginePort } from '../../engine/engine-port.ts';
import { loadManifest } from '../../packs/pack-source.ts';
import { openPackStorage } from '../../packs/storage/open-pack-storage.ts';
import type { PackStorage } from '../../packs/storage/pack-storage.ts';
import type { Rewards } from '../../rewards/registry.ts';
import { buildCommit } from '../../site/build-commit.ts';
import type { ModelGate } from '../state/model.ts';
import type { Notices } from '../state/notices.ts';
import type { PoolStore } from '../state/pool-state.ts';
import type { RunsStore } from '../state/runs-state.ts';
import type { Scoring } from '../state/scoring.ts';
import { createKeep, type Keep } from './keep.ts';
import { makeRoom, roomInWords } from './make-room.ts';
import { type MeasuredAnswers, type MeasurementHead, openMeasuredAnswers, runAtStep } from './measured-answers.ts';
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
  readonly notices: Notices;
  /** URL of the folder of the base's folder, with a trailing slash. */
  readonly models: string;
}

export function wireKeep({ runs, catalog, scoring, pool, engine, model, notices, models }: KeepParts): Keep {
  let opened: Promise<PackStorage> | undefined;
  const storage = () => {
    opened ??= openPackStorage();
    return opened;
  };
  const answers = lateAnswers();

  /** From every checkpoint that a run has it may be forked and measured again. */
  async function belonging(): Promise<(head: MeasurementHead) => boolean> {
    const packs = new Set((await (await storage()).list()).map(({ id }) => id));
    const stands = new Set(runs.getState().runs.flatMap(({ id, checkpoints }) => checkpoints.map((step) => runAtStep(id, step))));
    return (head) => head.packs.some((id) => packs.has(id)) || head.runs.some((run) => stands.has(run));
  }
  const measuring = createMeasuring({
    engine,
    info: () => (engine.status.state === 'ready' ? engine.status.info : undefined),
    whenReady: async (signal) => void (await model.ready(signal)),
    answers,
    async makeRoom({ id }) {
      const belongs = await belonging();
      const room = await makeRoom(answers, (head) => head.id === id || belongs(head));
      for (const sentence of roomInWords(room)) notices.getState().notify(sentence);
    },
    commit: buildCommit,
    onPace: writePace,
  });
  return createKeep({
    ...{ measuring, scoring, storage },
    onKept: (measured, pack) => answers.noteKept(measured, pack),
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
  return {
    read: (id) => open().read(id),
    write: (of, answers) => open().write(of, answers),
    noteKept: (id, pack) => open().noteKept(id, pack),
    list: () => open().list(),
    forget: (id) => open().forget(id),
  };
}
