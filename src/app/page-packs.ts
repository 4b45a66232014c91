/** The packs that the page can open: the host's, and the browser's own. */
import type { PackHost } from '../packs/check-bundle.ts';
import { collectPack } from '../packs/collect-pack.ts';
import type { Manifest } from '../packs/manifest.ts';
import type { PackIndex } from '../packs/pack.ts';
import { heldFiles, type PackFiles } from '../packs/pack-files.ts';
import { loadPack } from '../packs/pack-source.ts';
import { servedFiles } from '../packs/served-files.ts';
import { isMine } from '../packs/storage/kept-pack.ts';
import { openPackStorage } from '../packs/storage/open-pack-storage.ts';
import type { PackStorage } from '../packs/storage/pack-storage.ts';
import { createMyPacks, type MyPacks, type MyPacksDeps } from '../playground/state/my-packs.ts';
import { packOfHash, type WantedPack } from '../playground/state/url-state.ts';
import { download } from '../ui/download.ts';

export interface PagePacks {
  readonly shipped: PackIndex['packs'];
  readonly mine: MyPacks;
  /** @throws Error when the browser has lost the files of a pack of its own. */
  filesOf(id: string): Promise<PackFiles>;
  /** The pack that an address asks for, among all that are here. */
  wanted(hash: string): Promise<WantedPack>;
}

export interface PagePacksDeps {
  readonly shipped: PackIndex['packs'];
  /** URL of the folder of packs.json, with a trailing slash. */
  readonly models: string;
  /** The model that packs must be made for. */
  readonly manifest: Promise<Manifest>;
  /** Ids of the rewards that can be scored. */
  readonly rewards: readonly string[];
  readonly open: MyPacksDeps['open'];
}

export function createPagePacks({ shipped, models, manifest, rewards, open }: PagePacksDeps): PagePacks {
  let opening: Promise<PackStorage> | undefined;
  const storage = () => {
    opening ??= openPackStorage();
    return opening;
  };
  const served = (id: string) => servedFiles(`${models}${id}/`);
  const mine = createMyPacks({
    storage,
    // Where the manifest cannot be had, the engine is the one to say what is wrong with the model.
    host: async (): Promise<PackHost> => ({ base: await manifest.catch(() => undefined), rewards }),
    collect: async (id) => collectPack(await loadPack(served(id))),
    open,
    download: (bytes, name) => download(bytes, name, 'application/zip'),
  });
  // What was deleted or half-written before is cleared when nobody waits for it.
  void storage()
    .then((place) => place.sweep())
    .catch(() => undefined)
    .then(mine.refresh);

  return {
    shipped,
    mine,
    async filesOf(id) {
      if (!isMine(id)) return served(id);
      const place = await storage();
      const [files, kept] = await Promise.all([place.files(id), place.list()]);
      const hashes = new Map(kept.find((pack) => pack.id === id)?.files.map(({ path, sha256 }) => [path, sha256]));
      return heldFiles(files, (path) => hashes.get(path) ?? `${id}/${path}`);
    },
    async wanted(hash) {
      const found = packOfHash(hash, shipped);
      if (found.missing === undefined) return found;
      await mine.refresh();
      return packOfHash(hash, [...shipped, ...mine.store.getState().kept]);
    },
  };
}
