/** The runs over what this browser has: a trainer of their own, the page's engine, and the clock. */
import type { EnginePort } from '../../engine/engine-port.ts';
import { createTrainerClient } from '../../engine/trainer/create-client.ts';
import { buildCommit } from '../../site/build-commit.ts';
import type { ModelGate } from './model.ts';
import type { Notices } from './notices.ts';
import type { RunShelf } from './run-shelf.ts';
import type { RunsStore } from './runs-state.ts';
import { createRunsStore } from './runs-store.ts';
import type { Scoring } from './scoring.ts';
import type { TabClaim } from './tab-claim.ts';
import { createTokenReader } from './token-reader.ts';

/** What a tab of small devices may take. */
const MEMORY = 2e9;
/** What the engine's own network takes on the CPU: its weights as its kernels like them, and its caches. On a GPU it lies elsewhere. */
const ENGINE = 860e6;

export interface WorkshopRunsDeps {
  readonly engine: EnginePort;
  readonly model: ModelGate;
  readonly scoring: Scoring;
  readonly notices: Notices;
  readonly shelf: RunShelf;
  readonly claim: TabClaim;
  readonly models: string;
}

export function createWorkshopRuns({ engine, model, scoring, notices, shelf, claim, models }: WorkshopRunsDeps): RunsStore {
  const { notify, announce } = notices.getState();
  return createRunsStore({
    // A worker that is lost ends the call that is open, which tells it.
    trainer: createTrainerClient(() => {}),
    engine,
    scoring,
    tokens: createTokenReader(engine),
    shelf,
    manifestUrl: new URL('base/manifest.json', models).href,
    ready: (signal) => model.ready(signal),
    memory: () => ({ limit: MEMORY, besides: engine.status.state === 'ready' && engine.status.info.backend === 'webgpu' ? 0 : ENGINE }),
    now: () => performance.now(),
    hidden: () => document.visibilityState === 'hidden',
    notify,
    announce,
    date: () => new Date(),
    commit: buildCommit,
    claim,
  });
}
