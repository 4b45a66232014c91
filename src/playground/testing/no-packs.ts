/** A browser that keeps no packs yet: for tests only. */
import { memoryIndex, memoryPlace } from '../../packs/storage/memory-place.ts';
import { createPackStorage } from '../../packs/storage/pack-storage.ts';
import { createMyPacks, type MyPacks } from '../state/my-packs.ts';

export function noPacks(): MyPacks {
  const storage = createPackStorage({ bytes: memoryPlace(), index: memoryIndex(), room: async () => ({}), persist: async () => undefined });
  return createMyPacks({
    storage: async () => storage,
    host: async () => ({ base: undefined, rewards: [] }),
    collect: async () => new Map(),
    open: () => {},
    download: () => {},
  });
}
