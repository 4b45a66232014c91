import { expect, it } from 'vitest';
import type { PackBytes } from '../bundle.ts';
import { fixturePack } from '../testing/fixture-pack.ts';
import { bytesOf, describePack, isMine } from './kept-pack.ts';
import { memoryIndex, memoryPlace } from './memory-place.ts';
import { type BrowserRoom, createPackStorage, type StorageParts } from './pack-storage.ts';
import type { BytePlace } from './places.ts';

const text = (words: string) => new TextEncoder().encode(words) as Uint8Array<ArrayBuffer>;
const files: PackBytes = new Map([
  ['pack.json', text('{"pack": 1}')],
  ['adapters/a/adapter_model.safetensors', new Uint8Array([1, 2, 3])],
]);
const kept = await describePack(fixturePack, files, 'Voice of mine');

/** A storage over places that a test may look into, and that may fail. */
function setUp({ write, room = {} }: { write?: (place: BytePlace) => BytePlace['write']; room?: BrowserRoom } = {}) {
  const place = memoryPlace();
  const index = memoryIndex();
  const calls = { persist: 0, now: 1000 };
  const parts: StorageParts = {
    bytes: write ? { ...place, write: write(place) } : place,
    index,
    room: async () => room,
    persist: async () => void calls.persist++,
    now: () => calls.now,
  };
  return { storage: createPackStorage(parts), again: () => createPackStorage(parts), place, index, calls };
}

const quota = () => new DOMException('full', 'QuotaExceededError');

it('a pack’s id says whose it is, and is the same for the same files in every browser', async () => {
  const other = await describePack(fixturePack, new Map([...files].reverse()), 'Another name');
  expect(kept.id).toMatch(/^mine:voice-[0-9a-f]{16}$/);
  expect(other.id).toBe(kept.id);
  expect((await describePack(fixturePack, new Map([...files, ['README.md', text('x')]]), 'v')).id).not.toBe(kept.id);
  expect([isMine(kept.id), isMine('voice')]).toEqual([true, false]);
  expect(bytesOf(kept)).toBe(14);
});

it('what is kept is there for the next visit, with the same bytes, and the browser is asked to hold it', async () => {
  const { storage, again, calls } = setUp();
  await storage.keep(kept, files);
  expect(calls.persist).toBe(1);
  expect(await again().list()).toEqual([kept]);
  const back = await again().files(kept.id);
  for (const [path, bytes] of files) expect(new Uint8Array((await back.get(path)?.arrayBuffer()) as ArrayBuffer)).toEqual(bytes);
  expect(back.size).toBe(files.size);
});

it('kept twice it is listed once', async () => {
  const { storage } = setUp();
  await storage.keep(kept, files);
  await storage.keep(kept, files);
  expect(await storage.list()).toEqual([kept]);
});

it('where there is no room, a sentence says what is needed, and nothing of it is kept', async () => {
  const { storage, place, index, calls } = setUp({
    write: (place) => async (folder, all) => {
      await place.write(folder, new Map([...all].slice(0, 1)));
      throw quota();
    },
    room: { usage: 98_400_000, quota: 10_739_000_000 },
  });
  await expect(storage.keep(kept, files)).rejects.toThrow(
    'There is no room for “Voice of mine”: it needs 0.0 MB (this site uses 98.4 MB of 10.7 GB). Nothing of it was kept.',
  );
  expect([await storage.list(), await place.folders(), await index.all(), calls.persist]).toEqual([[], [], [], 0]);
});

it('what was deleted gives way where room runs out', async () => {
  let full = false;
  const { storage, place } = setUp({
    write: (place) => async (folder, all) => {
      if (full && (await place.folders()).length > 0) throw quota();
      await place.write(folder, all);
    },
  });
  await storage.keep(kept, files);
  await storage.delete(kept.id);
  full = true;
  const other = { ...kept, id: 'mine:other-1', name: 'Other' };
  await storage.keep(other, files);
  expect(await storage.list()).toEqual([other]);
  expect(await place.folders()).toHaveLength(1);
  expect(await storage.restore(kept.id)).toBe(false);
});

it('another refusal is told by its reason', async () => {
  const { storage, index } = setUp({ write: () => () => Promise.reject(new Error('The disk is on fire.')) });
  await expect(storage.keep(kept, files)).rejects.toThrow(
    '“Voice of mine” could not be kept: The disk is on fire. Nothing of it was kept.',
  );
  expect(await index.all()).toEqual([]);
});

it('a deletion can be undone for an hour, and then not', async () => {
  const { storage, calls, place } = setUp();
  await storage.keep(kept, files);
  await storage.delete(kept.id);
  expect(await storage.list()).toEqual([]);
  await expect(storage.files(kept.id)).rejects.toThrow('is not kept in this browser');
  calls.now += 3_600_000;
  await storage.sweep();
  expect(await storage.restore(kept.id)).toBe(true);
  expect(await storage.list()).toEqual([kept]);
  await storage.delete(kept.id);
  calls.now += 3_600_001;
  await storage.sweep();
  expect(await storage.restore(kept.id)).toBe(false);
  expect(await place.folders()).toEqual([]);
});

it('forgetting ends a deletion’s bytes at once, and those of no other', async () => {
  const { storage, place } = setUp();
  const other = { ...kept, id: 'mine:other-1' };
  await storage.keep(kept, files);
  await storage.keep(other, files);
  await storage.delete(kept.id);
  await storage.forget(kept.id);
  await storage.forget(other.id);
  expect(await place.folders()).toHaveLength(1);
  expect(await storage.list()).toEqual([other]);
});

it('sweeps what a closed tab left half-written, but not what another tab is writing', async () => {
  const { storage, place, index, calls } = setUp();
  await place.write('orphan', files);
  await place.write('half', files);
  await index.put({ folder: 'half', state: 'writing', since: calls.now, pack: kept });
  await storage.sweep();
  expect(await place.folders()).toEqual(['half']);
  calls.now += 3_600_001;
  await storage.sweep();
  expect([await place.folders(), await index.all()]).toEqual([[], []]);
});

it('says so when the browser has lost or cut a file', async () => {
  const { storage, place } = setUp();
  await storage.keep(kept, files);
  const [folder = ''] = await place.folders();
  await place.write(folder, new Map([...files].map(([path, bytes]) => [path, bytes.slice(1)])));
  await expect(storage.files(kept.id)).rejects.toThrow(
    'The browser has lost a part of “Voice of mine” (adapters/a/adapter_model.safetensors)',
  );
  await place.write(folder, new Map());
  await expect(storage.files(kept.id)).rejects.toThrow('The browser has lost files of “Voice of mine”: delete it and import it again.');
});
