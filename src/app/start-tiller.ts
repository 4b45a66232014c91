/** Gathers what the page starts from: files of its own origin, the location's hash, and what the device says of itself. */
import { createStore } from 'zustand/vanilla';
import { sharedEngine } from '../engine/shared-engine.ts';
import { messageOf } from '../lm/errors.ts';
import { loadManifest, loadPack, loadPackIndex } from '../packs/pack-source.ts';
import { sharedKept } from '../playground/kept/open-kept.ts';
import { createBaseStore } from '../playground/state/base-store.ts';
import { createKeptRuns } from '../playground/state/kept-runs.ts';
import { createOpenedFiles } from '../playground/state/opened-files.ts';
import { createTiller, type Tiller, urlContext } from '../playground/state/tiller.ts';
import { parseUrl } from '../playground/state/url-state.ts';
import { otherPackHash } from '../playground/state/url-sync.ts';
import { engineRewards } from '../rewards/registry.ts';
import { loadCatalog } from '../site/load-catalog.ts';
import { siteUrl } from '../site/site-url.ts';
import { tabStorage } from '../site/storage.ts';
import { followAddress, type OpenTiller, onPlayground } from './follow-address.ts';
import { codeNotice, withOwnRewards } from './pack-definitions.ts';
import { createPagePacks } from './page-packs.ts';
import { reasonToWait } from './reason-to-wait.ts';

const firstSeed = 7;

let shared: Promise<OpenTiller> | undefined;
let starting = new AbortController();

/** The one of this page, kept while the reader goes to the course and back; a start that failed or was cancelled may be tried again. */
export function sharedTiller(): Promise<OpenTiller> {
  if (shared) return shared;
  starting = new AbortController();
  shared = startTiller(starting.signal).catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

/** Ends a start that waits for the network. */
export function cancelStart(): void {
  starting.abort(new Error('Reading was cancelled.'));
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

/** @throws Error that names the file that is missing or wrong; the signal's reason when cancelled. */
async function startTiller(signal: AbortSignal): Promise<OpenTiller> {
  const models = siteUrl('models/');
  const baseFolder = siteUrl('models/base/');
  const manifest = loadManifest(baseFolder);
  const base = createBaseStore(manifest);
  const [{ packs: shipped }, catalog] = await Promise.all([loadPackIndex(models, signal), loadCatalog(signal)]);
  const files = createOpenedFiles();
  const keptRuns = createKeptRuns(sharedKept);
  let showFront: Tiller['showFront'] = () => {};
  let go: (target: { readonly id: string } | { readonly hash: string }) => void = () => {};
  const rewards = [...catalog.byId.keys(), ...engineRewards.keys()];
  const packs = createPagePacks({ shipped, models, manifest, rewards, open: (target) => go(target) });

  async function open(id: string, hash: string, until: AbortSignal): Promise<Tiller> {
    const source = await loadPack(await packs.filesOf(id), until);
    const tiller: Tiller = createTiller({
      source,
      packId: id,
      packs: shipped,
      myPacks: packs.mine,
      catalog: await withOwnRewards(catalog, source.pack, until),
      engine: sharedEngine(),
      base,
      kept: sharedKept,
      url: parseUrl(hash, urlContext(source.pack)),
      seed: firstSeed,
      manifestUrl: `${baseFolder}manifest.json`,
      storage: tabStorage,
      reasonToWait: reasonToWait(),
      files,
      keptRuns,
      showFront: (front) => showFront(front),
      openPack(other) {
        // The address is the only way to a pack: so the browser's way back leads to the one before.
        location.hash = otherPackHash(tiller, other);
      },
    });
    const sentence = codeNotice(source.pack);
    if (sentence) tiller.view.getState().notify(sentence);
    return tiller;
  }

  const hash = onPlayground() ? location.hash : '';
  const { pack, notice, missing } = await packs.wanted(hash);
  const tiller = await openFirst([...(pack === undefined ? [] : [pack]), ...shipped.map(({ id }) => id)], (id) =>
    // What a link says of a pack that is not here is nothing to another.
    open(id, id === pack || missing === undefined ? hash : '', signal),
  );
  if (notice) tiller.view.getState().notify(notice);
  if (missing !== undefined) packs.mine.setMissing({ id: missing, hash });
  const opened: OpenTiller = createStore(() => ({ tiller }));
  showFront = (front) => opened.setState(({ tiller: shown }) => ({ tiller: shown.withFront(front) }));
  const follow = followAddress(opened, packs, open);
  go = (target) => {
    const next = 'hash' in target ? target.hash.replace(/^#/, '') : otherPackHash(opened.getState().tiller, target.id);
    // An address that is there already says nothing new by itself.
    if (location.hash.replace(/^#/, '') === next) void follow(`#${next}`);
    else location.hash = next;
  };
  addEventListener('pagehide', () => opened.getState().tiller.loading.leave());
  return opened;
}

/**
 * The first of these packs that can be opened, each once; what was wrong with those before it is told on its page.
 * @throws the first one's error when none can; the signal's reason when cancelled.
 */
async function openFirst(ids: readonly string[], open: (id: string) => Promise<Tiller>): Promise<Tiller> {
  const failures: { readonly id: string; readonly error: unknown }[] = [];
  for (const id of new Set(ids)) {
    try {
      const tiller = await open(id);
      for (const { id: other, error } of failures)
        tiller.view.getState().notify(`The pack “${other}” could not be opened. ${messageOf(error)}`);
      return tiller;
    } catch (error) {
      if (starting.signal.aborted) throw error;
      failures.push({ id, error });
    }
  }
  throw failures[0]?.error;
}
