import { expect, it, vi } from 'vitest';
import { createFakeEngine, fakeInfo } from '../../engine/testing/fake-engine.ts';
import { createCourseModel } from './course-model.ts';

const slots = [{ id: 'clp-shared', url: 'https://example.test/clp-shared' }];
const words = () => ['a', 'b'];

it('loads when asked, says how far it is, and is ready when its adapters are', async () => {
  const engine = createFakeEngine({ words, stepMs: 1 });
  const model = createCourseModel({ engine, manifestUrl: 'manifest.json', slots });
  expect(model.status.getState()).toEqual({ kind: 'absent' });
  const loaded = model.load();
  expect(model.status.getState()).toEqual({ kind: 'loading', share: 0.5, note: 'half' });
  await loaded;
  expect(model.status.getState()).toEqual({ kind: 'loading', share: undefined, note: 'Fetching the adapters' });
  await vi.waitUntil(() => model.status.getState().kind === 'ready');
  expect(engine.loads).toEqual([{ manifestUrl: 'manifest.json', backend: 'auto' }]);
  expect(engine.preparations).toEqual([{ slots }]);
});

it('takes the engine as the playground left it, whatever adapters that used, and brings its own', async () => {
  const engine = createFakeEngine({ words, stepMs: 1 });
  await engine.load({ manifestUrl: 'manifest.json', backend: 'auto' });
  const model = createCourseModel({ engine, manifestUrl: '', slots });
  await vi.waitUntil(() => model.status.getState().kind === 'ready');
  expect(model.status.getState()).toEqual({ kind: 'ready', info: fakeInfo });
  await model.generate({ groups: [], sampling: { temperature: 1, topK: 0, topP: 1 }, maxTokens: 1 });
  expect(engine.calls[0]?.slots).toEqual(slots);
});

it('a load that fails is a status, and may be tried again', async () => {
  const engine = createFakeEngine({ words, stepMs: 1, failures: [new Error('no network')] });
  const model = createCourseModel({ engine, manifestUrl: 'manifest.json', slots: [] });
  await model.load();
  expect(model.status.getState()).toEqual({ kind: 'failed', message: 'no network' });
  await model.load();
  await vi.waitUntil(() => model.status.getState().kind === 'ready');
});

it('says which adapter cannot be had, and asks for it again without loading the model again', async () => {
  let bad = true;
  const engine = createFakeEngine({ words, stepMs: 1, bad: () => (bad ? 'adapter clp-shared: no tensors' : undefined) });
  const model = createCourseModel({ engine, manifestUrl: '', slots });
  await model.load();
  await vi.waitUntil(() => model.status.getState().kind === 'failed');
  expect(model.status.getState()).toEqual({ kind: 'failed', message: 'adapter clp-shared: no tensors' });
  bad = false;
  await model.load();
  expect(model.status.getState().kind).toBe('ready');
  expect(engine.loads).toHaveLength(1);
});
