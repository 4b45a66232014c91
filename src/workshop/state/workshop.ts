/** The wired workshop: its stores, and what they are made of. One a page, alive while the reader is elsewhere in Tiller. */
import type { EnginePort } from '../../engine/engine-port.ts';
import type { Lexicon } from '../../rewards/lexicon/lexicon.ts';
import type { ModelReader } from '../../rewards/own/measure-learned.ts';
import { createRewards, type Rewards } from '../../rewards/registry.ts';
import type { Keep } from '../keep/keep.ts';
import { wireKeep } from '../keep/wire-keep.ts';
import { createScoring } from './create-scoring.ts';
import { fetchBase, fetchPool } from './fetch-pool.ts';
import { createLiveScoring, type LiveScoring } from './live-scores.ts';
import { createModelGate, type ModelGate } from './model.ts';
import { createNotices, type Notices } from './notices.ts';
import type { PoolShelf } from './pool-shelf.ts';
import type { PoolStore } from './pool-state.ts';
import { createPoolStore } from './pool-store.ts';
import { openProject, type ProjectStore } from './project.ts';
import type { ProjectShelf } from './project-shelf.ts';
import { cachedReader } from './reading-cache.ts';
import type { RunShelf } from './run-shelf.ts';
import type { RunsStore } from './runs-state.ts';
import { followPool, type SampleStore } from './sample-store.ts';
import type { Scoring } from './scoring.ts';
import type { TabClaim } from './tab-claim.ts';
import { createWorkshopRuns } from './workshop-runs.ts';

export interface Workshop {
  readonly project: ProjectStore;
  readonly notices: Notices;
  /** The shipped rewards that text decides, and the guard. */
  readonly catalog: Rewards;
  readonly engine: EnginePort;
  /** The base model for whoever works in the background. */
  readonly model: ModelGate;
  readonly scoring: Scoring;
  /** What the base says of texts, each read once. */
  readonly reader: ModelReader;
  readonly pool: PoolStore;
  /** The answers that rewards are tried on while they are defined, and what they score there. */
  readonly sample: SampleStore;
  readonly live: LiveScoring;
  readonly runs: RunsStore;
  /** Measures runs, and makes packs of them. */
  readonly keep: Keep;
  /** URL of the folder of packs, base and pool, with a trailing slash. */
  readonly models: string;
}

export interface WorkshopDeps {
  readonly shelf: ProjectShelf;
  readonly pools: PoolShelf;
  readonly runShelf: RunShelf;
  readonly claim: TabClaim;
  readonly lexicon: Lexicon;
  readonly engine: EnginePort;
  readonly models: string;
}

export async function createWorkshop({ shelf, pools, runShelf, claim, lexicon, engine, models }: WorkshopDeps): Promise<Workshop> {
  const notices = createNotices();
  const catalog = createRewards(lexicon);
  const project = await openProject({ shelf, claim, date: () => new Date() });
  const model = createModelGate(engine, new URL('base/manifest.json', models).href);
  const reader = cachedReader(engine);
  const scoring = createScoring({
    lexicon: new URL('../lexicon.txt', models).href,
    reader,
    base: async (signal) => (await model.ready(signal)).base.sha256,
  });
  const pool = createPoolStore({
    ...{ project, notices, engine, model, scoring, shelf: pools },
    fetchPool: (signal) => fetchPool(models, signal),
    fetchBase: (signal) => fetchBase(models, signal),
    now: () => performance.now(),
  });
  const sample = followPool(pool, () => fetchPool(models, new AbortController().signal));
  const live = createLiveScoring(scoring);
  const runs = createWorkshopRuns({ engine, model, scoring, notices, shelf: runShelf, claim, models });
  const keep = wireKeep({ runs, catalog, scoring, pool, engine, model, notices, models });
  return { project, notices, catalog, engine, model, reader, scoring, pool, sample, live, runs, keep, models };
}
