import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sweepFile } from '../sweep/save-sweep.ts';
import { loaded, settings, settle } from '../testing/sweep-page.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('a sweep that was saved opens again by its file, with the same texts', async () => {
  const first = await loaded();
  first.sweep().start(settings);
  await settle();
  const saved = JSON.stringify(sweepFile(first.tiller, new Date()));
  const { tiller, sweep } = await loaded();
  await tiller.files.open({ name: 'mine.json', text: async () => saved }, tiller);
  await settle();
  expect(tiller.files.store.getState().said).toMatchObject({
    failed: false,
    text: expect.stringMatching(/^mine\.json is open: a sweep of \d+ texts/),
  });
  expect(sweep().status).toBe('done');
  expect(sweep().texts.map(({ text }) => text)).toEqual(first.sweep().texts.map(({ text }) => text));
  const other = JSON.stringify({ ...JSON.parse(saved), settings: { ...settings, pack: 'dial' } });
  await tiller.files.open({ name: 'other.json', text: async () => other }, tiller);
  expect(tiller.files.store.getState().said?.text).toBe('other.json is of the pack “dial”; “voice” is open.');
  expect(sweep().status).toBe('done');
});
