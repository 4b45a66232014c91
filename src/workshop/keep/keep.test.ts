import { expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { openPackStorage } from '../../packs/storage/open-pack-storage.ts';
import { createKeep } from './keep.ts';
import { noMeasuring } from './measuring.ts';
import { testingClp, testingProject } from './testing/trained.ts';

it('ends the measurement of a run that is removed', async () => {
  const measuring = { store: createStore(() => noMeasuring), offer: vi.fn(), start: vi.fn(), stop: vi.fn() };
  const keep = createKeep({
    measuring,
    scoring: { score: async () => [] },
    storage: openPackStorage,
    read: async () => ({ project: testingProject, runs: [testingClp] }),
  });
  await keep.choose(['run-1']);
  expect(keep.store.getState().status).toBe('read');
  expect(measuring.stop).not.toHaveBeenCalled();
  await keep.choose([]);
  expect(keep.store.getState().status).toBe('none');
  expect(measuring.stop).toHaveBeenCalledOnce();
});
