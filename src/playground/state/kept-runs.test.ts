import { expect, it } from 'vitest';
import { memoryKept } from '../kept/memory-kept.ts';
import { createKeptRuns } from './kept-runs.ts';
import type { RunRecord } from './run-record.ts';

const record: RunRecord = {
  format: 'tiller-run/1',
  pack: 'voice',
  base: 'ab'.repeat(32),
  date: '2026-11-29T01:00:00.000Z',
  prompt: 'Why?',
  system: '',
  seed: 1,
  sampling: { temperature: 0.8, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 },
  maxTokens: 64,
  weights: [1],
  panes: [{ policy: 'clp', options: {}, turns: [], text: 'Because.', tokens: [1, 2], stop: 'end', scores: { brevity: 1 } }],
};

it('keeps, renames, deletes and brings back, and reads what it kept', async () => {
  const kept = memoryKept();
  await kept.put({ id: 'a sweep', kind: 'sweep', name: '', pack: 'voice', date: record.date, body: {} });
  const runs = createKeptRuns(async () => kept);
  const names = () => runs.store.getState().runs.map(({ name }) => name);
  await runs.keep('  A  first   one ', 'voice', record);
  await runs.keep('', 'voice', { ...record, date: '2026-11-29T02:00:00.000Z' });
  expect(names()).toEqual(['Without a name', 'A first one']);
  expect(runs.store.getState().lasts).toBe(false);
  const [other, first] = runs.store.getState().runs;
  if (!first || !other) throw new Error('expected two');
  await runs.rename(other.id, 'Second');
  expect(names()).toEqual(['Second', 'A first one']);
  expect(await runs.read(first)).toEqual(record);
  await runs.remove(first.id);
  expect(names()).toEqual(['Second']);
  await runs.undo();
  expect(names()).toEqual(['Second', 'A first one']);
  expect(await runs.read(first)).toEqual(record);
  expect(runs.store.getState().deleted).toBeUndefined();
});

it('says what it cannot do, and lives on', async () => {
  const kept = memoryKept();
  const runs = createKeptRuns(async () => ({ ...kept, put: () => Promise.reject(new Error('the disk is full')) }));
  await runs.keep('One', 'voice', record);
  expect(runs.store.getState()).toMatchObject({ runs: [], error: 'Keeping the run failed: the disk is full' });
  await runs.rename('nobody', 'Two');
  expect(runs.store.getState().error).toContain('deleted in another tab');
  await kept.put({ id: 'old', kind: 'run', name: 'Old', pack: 'voice', date: record.date, body: { ...record, seed: 'x' } });
  await runs.refresh();
  await expect(runs.read({ id: 'old', kind: 'run', name: 'Old', pack: 'voice', date: record.date })).rejects.toThrow(
    'Old: field seed: expected',
  );
});
