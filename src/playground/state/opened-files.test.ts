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

it.each([
  [{ policy: 'mod', options: { divergence: 'no-such' } }],
  [{ policy: 'mod', options: { divergence: 3 } }],
  [{ policy: 'clp', options: { lambda: 1 } }],
])('a sweep with the options of %j is refused, and the one on the page stays', async (pane) => {
  const { tiller, sweep } = await loaded();
  sweep().start(settings);
  await settle();
  const file = sweepFile(tiller, new Date());
  const strange = JSON.stringify({ ...file, settings: { ...file.settings, policies: [pane] } });
  await tiller.files.open({ name: 'strange.json', text: async () => strange }, tiller);
  expect(tiller.files.store.getState().said).toMatchObject({ failed: true, text: expect.stringMatching(/option|expected/) });
  expect(sweep()).toMatchObject({ status: 'done', settings, done: 17 });
});

it('a run with an option that its policy has not is refused, and the page stays as it is', async () => {
  const { tiller } = await loaded();
  const record = tiller.recordRun();
  const { panes, request } = tiller;
  const before = [panes.getState().panes, request.getState().prompt];
  const strange = {
    ...record,
    prompt: 'Other',
    panes: record?.panes.map((pane) => ({ ...pane, policy: 'mod', options: { divergence: 'no-such' } })),
  };
  await tiller.files.open({ name: 'strange.json', text: async () => JSON.stringify(strange) }, tiller);
  expect(tiller.files.store.getState().said).toMatchObject({ failed: true, text: expect.stringContaining('no-such') });
  expect([panes.getState().panes, request.getState().prompt]).toEqual(before);
});

it('scores that no chart could draw are refused', async () => {
  const { tiller, sweep } = await loaded();
  sweep().start(settings);
  await settle();
  const saved = JSON.stringify(sweepFile(tiller, new Date()));
  const record = JSON.stringify(tiller.recordRun());
  for (const json of [saved, record]) {
    const strange = json.replace(/"cheer":-?[\d.e-]+/, '"cheer":1e308');
    expect(strange).not.toBe(json);
    await tiller.files.open({ name: 'strange.json', text: async () => strange }, tiller);
    expect(tiller.files.store.getState().said).toMatchObject({ failed: true, text: expect.stringContaining('1e+308') });
  }
});

it('texts that are longer than any answer are refused', async () => {
  const { tiller, sweep } = await loaded();
  sweep().start(settings);
  await settle();
  const file = sweepFile(tiller, new Date());
  const record = tiller.recordRun();
  const text = 'word '.repeat(4000);
  const strange = [
    { ...file, texts: file.texts.map((one) => ({ ...one, text })) },
    { ...record, panes: record?.panes.map((pane) => ({ ...pane, text })) },
  ];
  for (const data of strange) {
    await tiller.files.open({ name: 'long.json', text: async () => JSON.stringify(data) }, tiller);
    expect(tiller.files.store.getState().said).toMatchObject({ failed: true, text: expect.stringMatching(/field (texts|panes)\.0\.text/) });
  }
});

it('of two files the later one is shown, whichever is read first', async () => {
  const { tiller } = await loaded();
  const record = tiller.recordRun();
  const asked = (prompt: string) => JSON.stringify({ ...record, prompt });
  let read = (_: string) => {};
  const slow = tiller.files.open({ name: 'slow.json', text: () => new Promise((resolve) => (read = resolve)) }, tiller);
  await tiller.files.open({ name: 'quick.json', text: async () => asked('Quick?') }, tiller);
  read(asked('Slow?'));
  await slow;
  expect(tiller.request.getState().prompt).toBe('Quick?');
  expect(tiller.files.store.getState().said?.text).toMatch(/^quick\.json is open/);
});
