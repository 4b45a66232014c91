import { expect, it } from 'vitest';
import { createFakeEngine, fakeInfo } from '../../engine/testing/fake-engine.ts';
import { createCourseModel } from './course-model.ts';

const slots = [{ id: 'clp-shared', url: 'https://example.test/clp-shared' }];
const words = () => ['a', 'b'];

it('loads when asked, and says how far it is', async () => {
  const engine = createFakeEngine({ words, stepMs: 1 });
  const model = createCourseModel({ engine, manifestUrl: 'manifest.json', slots });
  expect(model.status.getState()).toEqual({ kind: 'absent' });
  const loaded = model.load();
  expect(model.status.getState()).toEqual({ kind: 'loading', share: 0.5, note: 'half' });
  await loaded;
  expect(engine.loads).toEqual([{ manifestUrl: 'manifest.json', slots, backend: 'auto' }]);
});

it('takes the engine as the playground left it, if its bank has the slots', async () => {
  const engine = createFakeEngine({ words, stepMs: 1 });
  await engine.load({ manifestUrl: 'manifest.json', slots, backend: 'auto' });
  const info = { ...fakeInfo, slots: ['clp-shared'] };
  expect(createCourseModel({ engine, manifestUrl: '', slots }).status.getState()).toEqual({ kind: 'ready', info });
  const others = [{ id: 'rs-cheer', url: 'https://example.test/rs-cheer' }];
  expect(createCourseModel({ engine, manifestUrl: '', slots: others }).status.getState()).toEqual({ kind: 'absent' });
});

it('a load that fails is a status, and may be tried again', async () => {
  const engine = createFakeEngine({ words, stepMs: 1, failures: [new Error('no network')] });
  const model = createCourseModel({ engine, manifestUrl: 'manifest.json', slots: [] });
  await model.load();
  expect(model.status.getState()).toEqual({ kind: 'failed', message: 'no network' });
  await model.load();
  expect(model.status.getState().kind).toBe('ready');
});
