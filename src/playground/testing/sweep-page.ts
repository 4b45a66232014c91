/** A page over a fake engine that sweeps, for tests. Time is turned by hand (`vi.useFakeTimers`). */
import { vi } from 'vitest';
import { loadLexicon } from '../../../scripts/lexicon.ts';
import { createFakeEngine, type FakeEngineOptions } from '../../engine/testing/fake-engine.ts';
import type { GroupRequest } from '../../lm/requests.ts';
import { servedFiles } from '../../packs/served-files.ts';
import { fixtureFront, fixturePack, fixturePacks } from '../../packs/testing/fixture-pack.ts';
import { createRewards } from '../../rewards/registry.ts';
import type { Kept } from '../kept/kept.ts';
import { memoryKept } from '../kept/memory-kept.ts';
import { createBaseStore } from '../state/base-store.ts';
import { createKeptRuns } from '../state/kept-runs.ts';
import { createOpenedFiles } from '../state/opened-files.ts';
import { createTiller, type TillerDeps } from '../state/tiller.ts';
import type { SweepSettings } from '../sweep/sweep-settings.ts';
import { noPacks } from './no-packs.ts';

export const catalog = createRewards(loadLexicon());

/** Two dozen words, so that a forecast comes before the last; which ones the weights and the seed decide. */
function words({ steering, seed }: GroupRequest): string[] {
  const first = Object.values(steering.rows[0]?.coefficients ?? {})[0] ?? 0;
  return [
    'A',
    'happy',
    'garden',
    `w${first.toFixed(2)}`,
    'grows',
    'lovely',
    'roses',
    `s${seed}`,
    ...Array.from({ length: 16 }, (_, i) => `word${i}`),
  ];
}

/** Of the fixture's base and CLP: 17 texts. */
export const settings: SweepSettings = {
  pack: 'voice',
  policies: [
    { policy: 'base', options: {} },
    { policy: 'clp', options: {} },
  ],
  grid: 'few',
  prompts: ['Why?'],
  samples: 1,
  seed: 7,
  system: fixturePack.system,
  sampling: { temperature: 0.8, topK: 0, topP: 1 },
  maxTokens: 32,
};

export function setUp({
  kept = memoryKept(),
  failures = [],
  ...changes
}: Partial<Omit<TillerDeps, 'kept'>> & Pick<FakeEngineOptions, 'failures'> & { kept?: Kept } = {}) {
  const engine = createFakeEngine({ words, failures, scores: () => ({ logRatio: 2.5, nll: 1.5 }) });
  const tiller = createTiller({
    source: {
      pack: fixturePack,
      front: fixtureFront,
      goodhart: undefined,
      files: servedFiles('http://localhost/models/voice/'),
      leftOut: [],
    },
    packId: 'voice',
    packs: fixturePacks.packs,
    base: createBaseStore(Promise.reject(new Error('no manifest'))),
    myPacks: noPacks(),
    files: createOpenedFiles(),
    keptRuns: createKeptRuns(async () => memoryKept()),
    showFront() {},
    kept: async () => kept,
    catalog,
    engine,
    url: { state: {}, notices: [] },
    openPack: () => {},
    seed: 7,
    manifestUrl: 'http://localhost/models/base/manifest.json',
    storage: { getItem: () => null, setItem: () => {}, removeItem: () => {} },
    reasonToWait: undefined,
    ...changes,
  });
  const sweep = () => tiller.sweep.getState();
  /** Of the sweep alone. */
  const background = () => engine.calls.filter(({ maxTokens }) => maxTokens === settings.maxTokens);
  return { engine, tiller, sweep, background, kept };
}

/** Long enough for any load, answer and frame of the fake. */
export const settle = (ms = 4000) => vi.advanceTimersByTimeAsync(ms);

/** With the model loaded, and the panes' own answers there. */
export async function loaded(changes: Parameters<typeof setUp>[0] = {}) {
  const page = setUp(changes);
  page.tiller.loading.boot();
  await settle(1000);
  return page;
}
