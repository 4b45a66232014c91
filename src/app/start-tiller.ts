/** Gathers what the page starts from: files of its own origin, the location's hash, and what the device says of itself. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { sharedEngine } from '../engine/shared-engine.ts';
import { loadManifest, loadPack, loadPackIndex } from '../packs/pack-source.ts';
import { servedFiles } from '../packs/served-files.ts';
import { createBaseStore } from '../playground/state/base-store.ts';
import { createTiller, type Tiller, urlContext } from '../playground/state/tiller.ts';
import { packOfHash, parseUrl } from '../playground/state/url-state.ts';
import { applyUrl, otherPackHash, syncUrl } from '../playground/state/url-sync.ts';
import { parseLexicon } from '../rewards/lexicon/lexicon.ts';
import { createRewards } from '../rewards/registry.ts';
import { parseRoute } from '../site/route.ts';
import { tabStorage } from '../site/storage.ts';
import { reasonToWait } from './reason-to-wait.ts';

const firstSeed = 7;

/** The Tiller of the pack that is open; another takes its place when the address asks for another pack. */
export type OpenTiller = StoreApi<{ readonly tiller: Tiller }>;

let shared: Promise<OpenTiller> | undefined;

/** The one of this page, kept while the reader goes to the course and back; a start that failed may be tried again. */
export function sharedTiller(): Promise<OpenTiller> {
  shared ??= startTiller().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

let engineStarted = false;

/**
 * Loads the model when the playground is first shown, unless there is a reason to wait; where it is there already, a lesson may have left
 * it with another bank.
 */
export function startEngineOnce({ engine, loading }: Tiller): void {
  if (engineStarted || engine.getState().status.kind !== 'waiting') loading.ensureSlots();
  else loading.boot();
  engineStarted = true;
}

/** Relative to the page, so that the site runs from any sub-path. */
const siteUrl = (path: string) => new URL(path, document.baseURI).href;

/** @throws Error that names the file that is missing or wrong. */
async function startTiller(): Promise<OpenTiller> {
  const models = siteUrl('models/');
  const baseFolder = siteUrl('models/base/');
  const base = createBaseStore(loadManifest(baseFolder));
  const [{ packs }, catalog] = await Promise.all([loadPackIndex(models), loadCatalog()]);

  /** @param id Of a pack of the index. */
  async function open(id: string, hash: string): Promise<Tiller> {
    const source = await loadPack(servedFiles(`${models}${id}/`));
    const tiller: Tiller = createTiller({
      source,
      packs,
      catalog,
      engine: sharedEngine(),
      base,
      url: parseUrl(hash, urlContext(source.pack)),
      seed: firstSeed,
      manifestUrl: `${baseFolder}manifest.json`,
      storage: tabStorage,
      reasonToWait: reasonToWait(),
      openPack(other) {
        // The address is the only way to a pack: so the browser's way back leads to the one before.
        location.hash = otherPackHash(tiller, other);
      },
    });
    return tiller;
  }

  const hash = onPlayground() ? location.hash : '';
  const wanted = packOfHash(hash, packs);
  const tiller = await open(wanted.pack ?? (packs[0] as (typeof packs)[number]).id, hash);
  if (wanted.notice) tiller.view.getState().notify(wanted.notice);
  const opened: OpenTiller = createStore(() => ({ tiller }));
  followAddress(opened, open);
  addEventListener('pagehide', () => opened.getState().tiller.loading.leave());
  return opened;
}

/** Keeps the address and what is open the same: a link to this pack sets its stores, a link to another opens that. */
function followAddress(opened: OpenTiller, open: (pack: string, hash: string) => Promise<Tiller>): void {
  let sync = syncUrl(opened.getState().tiller);
  let newest = 0;
  addEventListener('hashchange', () => {
    if (onPlayground()) void follow(location.hash);
  });

  async function follow(hash: string) {
    newest += 1;
    const mine = newest;
    const { tiller } = opened.getState();
    const { pack, notice } = packOfHash(hash, tiller.packs);
    if (notice) tiller.view.getState().notify(notice);
    // What is on the page is not the new address's: nothing of it is written there.
    sync.stop();
    if (pack === undefined || pack === tiller.pack.id) {
      const link = parseUrl(hash, urlContext(tiller.pack));
      if (pack ?? notice) applyUrl(tiller, link.state);
      sync = syncUrl(tiller);
      // An address that says nothing, as on the way back from the course, is filled in with what is on the page.
      if (!(pack ?? notice) && link.notices.length === 0) sync.write();
      for (const wrong of link.notices) tiller.view.getState().notify(wrong);
      return;
    }
    try {
      const next = await open(pack, hash);
      if (mine !== newest) return next.dispose();
      tiller.dispose();
      opened.setState({ tiller: next });
      sync = syncUrl(next);
      next.loading.takeOver(tiller.engine.getState().status);
      await next.running.start();
    } catch (error) {
      if (mine === newest) sync = syncUrl(tiller);
      tiller.view.getState().notify(`The pack “${pack}” could not be opened. ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function loadCatalog() {
  const response = await fetch(siteUrl('lexicon.txt'));
  if (!response.ok) throw new Error(`lexicon.txt: expected HTTP 200, got ${response.status} ${response.statusText}`);
  return createRewards(parseLexicon(await response.text()));
}

/** Lessons have addresses of their own, which say nothing of the playground. */
const onPlayground = () => parseRoute(location.hash).page === 'playground';
