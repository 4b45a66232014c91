/** Gathers what the page starts from: files of its own origin, the location's hash, and what the device says of itself. */
import { parseLexicon } from '../rewards/lexicon/lexicon.ts';
import { createRewards } from '../rewards/registry.ts';
import { loadPack } from '../state/pack-source.ts';
import { parseRoute } from '../state/route.ts';
import { sharedEngine } from '../state/shared-engine.ts';
import { createTiller, type Tiller } from '../state/tiller.ts';
import { parseUrl } from '../state/url-state.ts';
import { applyUrl, syncUrl } from '../state/url-sync.ts';
import { reasonToWait } from './reason-to-wait.ts';

const firstSeed = 7;

let shared: Promise<Tiller> | undefined;

/** The one Tiller of this page, kept while the reader goes to the course and back; a start that failed may be tried again. */
export function sharedTiller(): Promise<Tiller> {
  shared ??= startTiller().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

let engineStarted = false;

/** Loads the model when the playground is first shown, unless it is there already or there is a reason to wait. */
export function startEngineOnce({ engine, loading }: Tiller): void {
  if (engineStarted || engine.getState().status.kind !== 'waiting') return;
  engineStarted = true;
  loading.boot();
}

/** Relative to the page, so that the site runs from any sub-path. */
const siteUrl = (path: string) => new URL(path, document.baseURI).href;

/** @throws Error that names the file that is missing or wrong. */
async function startTiller(): Promise<Tiller> {
  const [source, catalog] = await Promise.all([loadPack(siteUrl('models/voice/')), loadCatalog()]);
  const tiller = createTiller({
    source,
    catalog,
    engine: sharedEngine(),
    url: parseUrl(onPlayground() ? location.hash : '', source.pack.rewards),
    seed: firstSeed,
    manifestUrl: siteUrl('models/base/manifest.json'),
    storage: tabStorage(),
    reasonToWait: reasonToWait(),
  });
  syncUrl(tiller);
  addEventListener('hashchange', () => {
    if (onPlayground()) applyUrl(tiller, parseUrl(location.hash, source.pack.rewards));
  });
  addEventListener('pagehide', () => tiller.loading.leave());
  return tiller;
}

async function loadCatalog() {
  const response = await fetch(siteUrl('lexicon.txt'));
  if (!response.ok) throw new Error(`lexicon.txt: expected HTTP 200, got ${response.status} ${response.statusText}`);
  return createRewards(parseLexicon(await response.text()));
}

/** Lessons have addresses of their own, which say nothing of the playground. */
const onPlayground = () => parseRoute(location.hash).page === 'playground';

/** Browsers that refuse storage throw on the mere access. */
function tabStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
