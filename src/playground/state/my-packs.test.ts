import { expect, it } from 'vitest';
import { type PackBytes, readBundle } from '../../packs/bundle.ts';
import { adapterPaths } from '../../packs/pack-files.ts';
import { memoryIndex, memoryPlace } from '../../packs/storage/memory-place.ts';
import { createPackStorage } from '../../packs/storage/pack-storage.ts';
import { dialPack } from '../../packs/testing/fixture-dial.ts';
import { createMyPacks, type MyPacksDeps } from './my-packs.ts';

const text = (words: string) => new TextEncoder().encode(words);
const files: PackBytes = new Map([
  ['pack.json', text(JSON.stringify(dialPack))],
  ...dialPack.slots.flatMap((slot) => ('path' in slot ? adapterPaths(slot.path).map((path) => [path, text('{}')] as const) : [])),
]);

function setUp(refuse = false) {
  const place = { ...memoryPlace(), kind: 'files' as const };
  const write = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  const room = async () => ({ usage: 1e8, quota: 1e8 });
  const storage = createPackStorage({ bytes: refuse ? { ...place, write } : place, index: memoryIndex(), room, persist: async () => true });
  const opened: Parameters<MyPacksDeps['open']>[0][] = [];
  const saved: [Uint8Array<ArrayBuffer>, string][] = [];
  const mine = createMyPacks({
    storage: async () => storage,
    host: async () => ({ base: { name: 'M', sha256: dialPack.base }, rewards: ['cheer', 'closeness'] }),
    collect: async () => files,
    open: (target) => opened.push(target),
    download: (bytes, name) => saved.push([bytes, name]),
  });
  const bring = (content: PackBytes = files, left: string[] = []) => mine.bring(async () => ({ files: content, left, name: 'My dial' }));
  return { mine, opened, saved, bring, state: () => mine.store.getState() };
}

it('a pack that is brought in is kept, listed and opened', async () => {
  const { opened, bring, state } = setUp();
  await bring(files, ['note.txt']);
  const [kept] = state().kept;
  expect(kept).toMatchObject({ name: 'My dial', task: dialPack.task });
  expect(opened).toEqual([{ id: kept?.id }]);
  expect(state().said).toEqual({ kind: 'done', text: '“My dial” is here: 0.0 MB. Left out: note.txt.' });
  await bring();
  expect(state().kept).toHaveLength(1);
  expect(state().said?.text).toBe('“My dial” is here already, with the same files.');
});

it('a bad one is told in its sentence, and nothing of it is kept or opened', async () => {
  const { opened, bring, state } = setUp();
  await bring(new Map([...files, ['pack.json', text('{}')]]));
  expect(state().said).toEqual({ kind: 'failed', text: 'pack.json: field format: expected "format", got undefined' });
  expect([state().kept, opened]).toEqual([[], []]);
});

it('where there is no room, that is told, and nothing is kept or opened', async () => {
  const { opened, bring, state } = setUp(true);
  await bring();
  expect(state().said?.text).toBe(
    'There is no room for “My dial”: it needs 0.0 MB (this site uses 100 MB of 100 MB). Nothing of it was kept.',
  );
  expect([state().kept, opened]).toEqual([[], []]);
});

it('goes out as a bundle with the bytes that came in', async () => {
  const { mine, saved, bring, state } = setUp();
  await bring();
  await mine.send({ id: state().kept[0]?.id ?? '', label: 'My dial' });
  const [bytes, name] = saved[0] ?? [new Uint8Array(), ''];
  expect(name).toBe('My dial.tiller.zip');
  expect(new Map([...(await readBundle(new Blob([bytes]), name)).files].sort())).toEqual(new Map([...files].sort()));
  await mine.send({ id: 'dial', label: 'Dial' });
  expect(saved[1]?.[1]).toBe('dial.tiller.zip');
});

it('is deleted, brought back, and deleted for good once that was read', async () => {
  const { mine, bring, state } = setUp();
  await bring();
  const [kept] = state().kept;
  if (!kept) throw new Error('it was not kept');
  await mine.remove(kept);
  expect([state().kept, state().said]).toEqual([[], { kind: 'deleted', text: '“My dial” is deleted.', pack: kept }]);
  await mine.undo();
  expect([state().kept, state().said]).toEqual([[kept], undefined]);
  await mine.remove(kept);
  const said = state().said;
  await mine.dismiss();
  mine.store.setState({ said });
  await mine.undo();
  expect(state().said).toEqual({ kind: 'failed', text: '“My dial” is gone: its files were cleared meanwhile.' });
});

it('a link’s missing pack is opened as the link says, once it is brought in', async () => {
  const first = setUp();
  await first.bring();
  const { id } = first.state().kept[0] ?? { id: '' };
  const { mine, opened, bring, state } = setUp();
  mine.setMissing({ id, hash: `#v=1&pack=${id}&w=0.2,0.8` });
  await bring();
  expect(opened).toEqual([{ hash: `#v=1&pack=${id}&w=0.2,0.8` }]);
  expect(state().missing).toBeUndefined();
});
