/** Registers the service worker, and reloads once where its headers would give the page threads. */

const CONTROL_MS = 10_000;
const RELOADED = 'tiller-isolation-reload';

/** What of the browser is looked at; replaced in tests. */
export interface Surroundings {
  readonly container: Pick<ServiceWorkerContainer, 'register' | 'controller' | 'addEventListener' | 'startMessages'> | undefined;
  /** Address of the page's first script, by which its build is known. */
  readonly entry: string;
  readonly crossOriginIsolated: boolean;
  readonly session: Pick<Storage, 'getItem' | 'setItem'>;
  readonly baseUrl: string;
  reload(): void;
}

/**
 * Resolves when the page is under the service worker (so that what the engine's worker fetches is kept for offline use), or after
 * ten seconds (then the next visit is), or at once where there is none. Never rejects: offline use and threads are extras. Start the engine after it.
 */
export async function registerServiceWorker(around: Surroundings = browser()): Promise<void> {
  const { container } = around;
  if (!container) return;
  sayWhichBuild(container, around.entry);
  try {
    const registration: unknown = await container.register(new URL('service-worker.js', around.baseUrl), { updateViaCache: 'none' });
    // Whoever holds service workers back (a test, an extension) may resolve with nothing.
    if (!registration) return;
  } catch {
    return;
  }
  const controlled = container.controller !== null || (await takesControl(container));
  container.controller?.postMessage({ kind: 'page-started' });
  if (controlled && !around.crossOriginIsolated && mayReload(around)) around.reload();
}

/** The service worker keeps the files of every build that has a page open. */
function sayWhichBuild(container: Pick<ServiceWorkerContainer, 'addEventListener' | 'startMessages'>, entry: string): void {
  container.addEventListener('message', ({ data, ports }) => {
    if (data?.kind === 'which-build') ports[0]?.postMessage(entry);
  });
  container.startMessages();
}

function takesControl(container: Pick<ServiceWorkerContainer, 'addEventListener'>): Promise<boolean> {
  return new Promise((resolve) => {
    container.addEventListener('controllerchange', () => resolve(true), { once: true });
    setTimeout(() => resolve(false), CONTROL_MS);
  });
}

/**
 * True once in a tab's life for a site (an origin may have several, each in its folder): a browser that ignores the headers would reload for
 * ever. False without a session to remember it in.
 */
function mayReload({ session, baseUrl }: Pick<Surroundings, 'session' | 'baseUrl'>): boolean {
  const key = `${RELOADED} ${new URL('.', baseUrl).pathname}`;
  try {
    if (session.getItem(key)) return false;
    session.setItem(key, '1');
    return true;
  } catch {
    return false;
  }
}

function browser(): Surroundings {
  const built = import.meta.env.PROD;
  return {
    container: built && 'serviceWorker' in navigator ? navigator.serviceWorker : undefined,
    entry: document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src ?? '',
    crossOriginIsolated: globalThis.crossOriginIsolated,
    session: {
      getItem: (key) => sessionStorage.getItem(key),
      setItem: (key, value) => sessionStorage.setItem(key, value),
    },
    baseUrl: document.baseURI,
    reload: () => location.reload(),
  };
}
