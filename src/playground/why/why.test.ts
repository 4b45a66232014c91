/** The mode in the page of a pack: what a reader does, and what the engine is asked for. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadLexicon } from '../../../scripts/lexicon.ts';
import { createFakeEngine } from '../../engine/testing/fake-engine.ts';
import type { GroupRequest } from '../../lm/requests.ts';
import { servedFiles } from '../../packs/served-files.ts';
import { fixturePack, fixturePacks } from '../../packs/testing/fixture-pack.ts';
import { createRewards } from '../../rewards/registry.ts';
import { memoryKept } from '../kept/memory-kept.ts';
import { createBaseStore } from '../state/base-store.ts';
import { createKeptRuns } from '../state/kept-runs.ts';
import { createOpenedFiles } from '../state/opened-files.ts';
import { createTiller, urlContext } from '../state/tiller.ts';
import { parseUrl } from '../state/url-state.ts';
import { applyUrl, currentHash } from '../state/url-sync.ts';
import { noPacks } from '../testing/no-packs.ts';
import { goOnFrom, undoFork } from './question-of.ts';

const catalog = createRewards(loadLexicon());
const said = ['A', 'garden', 'is', 'wet.'];
/** What follows a prefix is said louder. */
const words = ({ prefix = [] }: GroupRequest) => said.map((word, i) => (prefix.length > 0 && i >= prefix.length ? `${word}!` : word));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(1000);

async function setUp(hash: string) {
  const engine = createFakeEngine({
    words,
    explains: ({ rows }) => (Object.values(rows[0]?.coefficients ?? {}).includes(0) ? 0.25 : 0.5),
  });
  const tiller = createTiller({
    source: { pack: fixturePack, front: undefined, goodhart: undefined, files: servedFiles('http://localhost/models/voice/'), leftOut: [] },
    ...{
      packId: 'voice',
      packs: fixturePacks.packs,
      myPacks: noPacks(),
      files: createOpenedFiles(),
      keptRuns: createKeptRuns(async () => memoryKept()),
      showFront() {},
      catalog,
      engine,
      openPack: () => {},
      seed: 7,
    },
    kept: async () => memoryKept(),
    base: createBaseStore(Promise.reject(new Error('no manifest'))),
    url: parseUrl(`v=1&${hash}`, urlContext(fixturePack)),
    manifestUrl: 'http://localhost/models/base/manifest.json',
    storage: { getItem: () => null, setItem: () => {}, removeItem: () => {} },
    reasonToWait: undefined,
  });
  tiller.loading.boot();
  await settle();
  const view = (pane: string) => tiller.why.store.getState().views[pane];
  const run = (pane: string) => tiller.runs.getState().runs[pane];
  return { engine, tiller, view, run };
}

it('is opened by a link, stays in the address, and goes when it is closed', async () => {
  const { tiller, view } = await setUp('w=0.5,0.5,0&panes=base,clp&why=2');
  expect(view('pane-2')).toMatchObject({
    status: 'explained',
    pulls: {},
    question: { viewpoints: [{ name: 'CLP' }, { name: 'Base model' }] },
  });
  expect(view('pane-1')).toBeUndefined();
  expect(currentHash(tiller)).toContain('why=2');
  tiller.why.toggle('pane-2');
  expect(tiller.why.store.getState()).toEqual({ open: [], views: {} });
  expect(currentHash(tiller)).not.toContain('why');
  applyUrl(tiller, { why: [1, 4] });
  expect(tiller.why.store.getState().open).toEqual(['pane-1']);
  expect(parseUrl('v=1&why=0', urlContext(fixturePack)).notices).toEqual([
    "The link's why was “0”; expected places of panes from 1 to 4. It was left out.",
  ]);
});

it('asks anew about another answer, and not while it is made', async () => {
  const { engine, tiller, view } = await setUp('w=0.5,0.5,0&panes=base,clp&why=2');
  const before = engine.explanations.length;
  tiller.mix.getState().move(0, 0.3);
  await settle();
  expect(view('pane-2')).toMatchObject({ status: 'reading' });
  expect(engine.explanations).toHaveLength(before);
  tiller.mix.getState().settle();
  await settle();
  expect(view('pane-2')).toMatchObject({ status: 'explained' });
  expect(engine.explanations.at(-1)?.slots.map(({ id }) => id)).toContain('clp-shared');
  tiller.panes.getState().remove('pane-2');
  expect(tiller.why.store.getState()).toEqual({ open: [], views: {} });
});

it('goes on from a rival in that pane alone, says so, and takes it back without asking again', async () => {
  const { engine, tiller, run } = await setUp('w=0.5,0.5,0&panes=base,clp&why=2');
  const calls = engine.calls.length;
  const first = run('pane-2');
  goOnFrom(tiller, 'pane-2', 2, { token: 0, text: 'A', ends: false });
  await settle();
  expect(engine.calls.slice(calls).map(({ groups }) => groups.map(({ id, prefix, draft }) => ({ id, prefix, draft })))).toEqual([
    [{ id: 'pane-2', prefix: [0, 1, 0], draft: undefined }],
  ]);
  expect(run('pane-2')).toMatchObject({ status: 'done', job: { prefix: [0, 1, 0] }, text: 'A garden is wet.!' });

  // Other weights steer what follows; another prompt is not begun with it, nor is its cost measured.
  tiller.mix.getState().set([0, 1, 0]);
  await settle();
  expect(engine.calls.at(-1)?.groups[0]).toMatchObject({ prefix: [0, 1, 0] });
  void tiller.costs.getState().measure();
  await settle();
  expect(engine.calls.at(-1)?.groups[0]).not.toHaveProperty('prefix');
  tiller.mix.getState().set([0.5, 0.5, 0]);
  await settle();

  goOnFrom(tiller, 'pane-2', 1, { token: 2, text: ' is', ends: false });
  await settle();
  expect(run('pane-2')).toMatchObject({ job: { prefix: [0, 2] } });
  const made = engine.calls.length;
  undoFork(tiller, 'pane-2');
  await settle();
  expect(run('pane-2')).toMatchObject({ status: 'done', job: { prefix: [0, 1, 0] } });
  undoFork(tiller, 'pane-2');
  await settle();
  expect(run('pane-2')).toMatchObject({ text: (first as { text: string }).text });
  expect(run('pane-2')).not.toHaveProperty('job.prefix');
  expect(engine.calls).toHaveLength(made);

  goOnFrom(tiller, 'pane-2', 2, { token: 0, text: 'A', ends: false });
  await settle();
  tiller.request.getState().setPrompt('Another question?');
  void tiller.running.start();
  await settle();
  expect(engine.calls.at(-1)?.groups.map(({ prefix }) => prefix)).toEqual([undefined, undefined]);
  tiller.panes.getState().choose('pane-2', 'rs');
  expect(tiller.forks.getState().forks).toEqual({});
});

it('a text that goes on from a chosen word is recorded as such, and opens as no answer of the seed alone', async () => {
  const { tiller, run } = await setUp('w=0.5,0.5,0&panes=base,clp');
  goOnFrom(tiller, 'pane-2', 1, { token: 0, text: 'A', ends: false });
  await settle();
  const record = tiller.recordRun();
  const prefix = tiller.forks.getState().forks['pane-2']?.prefix;
  expect(record?.panes.map((pane) => pane.prefix)).toEqual([undefined, prefix]);
  const other = await setUp('w=0.5,0.5,0&panes=base,clp');
  goOnFrom(other.tiller, 'pane-1', 2, { token: 0, text: 'A', ends: false });
  await settle();
  await other.tiller.files.open({ name: 'mine.json', text: async () => JSON.stringify(record) }, other.tiller);
  expect(other.run('pane-2')).toMatchObject({ status: 'opened', text: run('pane-2')?.text, job: { prefix } });
  expect(other.run('pane-1')).toMatchObject({ status: 'opened', text: run('pane-1')?.text });
  expect(other.run('pane-1')).not.toHaveProperty('job.prefix');
  expect(other.tiller.forks.getState().forks).toEqual({});
});
