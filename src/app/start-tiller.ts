/** Gathers what the page starts from: files of its own origin, the location's hash, and what the device says of itself. */
import { createEngineClient } from '../engine/client.ts';
import { parseLexicon } from '../rewards/lexicon/lexicon.ts';
import { createRewards } from '../rewards/registry.ts';
import { registerServiceWorker } from '../service-worker/register.ts';
import { loadPack } from '../state/pack-source.ts';
import { createTiller, type Tiller } from '../state/tiller.ts';
import { parseUrl } from '../state/url-state.ts';
import { applyUrl, syncUrl } from '../state/url-sync.ts';
import { reasonToWait } from './reason-to-wait.ts';

const firstSeed = 7;

/** Relative to the page, so that the site runs from any sub-path. */
const siteUrl = (path: string) => new URL(path, document.baseURI).href;

/** @throws Error that names the file that is missing or wrong. */
export async function startTiller(signal: AbortSignal): Promise<Tiller> {
  // Under the service worker, what the engine fetches is kept for use without a network.
  const controlled = registerServiceWorker();
  const [source, catalog] = await Promise.all([loadPack(siteUrl('models/voice/'), signal), loadCatalog(signal)]);
  signal.throwIfAborted();
  const tiller = createTiller({
    source,
    catalog,
    engine: createEngineClient(),
    url: parseUrl(location.hash, source.pack.rewards),
    seed: firstSeed,
    manifestUrl: siteUrl('models/base/manifest.json'),
    storage: tabStorage(),
    reasonToWait: reasonToWait(),
  });
  syncUrl(tiller);
  addEventListener('hashchange', () => applyUrl(tiller, parseUrl(location.hash, source.pack.rewards)));
  addEventListener('pagehide', () => tiller.loading.leave());
  void tiller.running.start();
  void controlled.then(() => {
    if (!signal.aborted) tiller.loading.boot();
  });
  return tiller;
}

async function loadCatalog(signal: AbortSignal) {
  const response = await fetch(siteUrl('lexicon.txt'), { signal });
  if (!response.ok) throw new Error(`lexicon.txt: expected HTTP 200, got ${response.status} ${response.statusText}`);
  return createRewards(parseLexicon(await response.text()));
}

/** Browsers that refuse storage throw on the mere access. */
function tabStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
