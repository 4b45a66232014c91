/**
 * After the first load the app works without a network, and hosts that cannot send headers get COOP and COEP from here.
 * The shell is fetched at install; WASM files, adapters and fronts are kept as they are used. The model's shards are none of
 * its business: the loader keeps them, verified, in a cache of its own.
 */
import { routeOf } from './route.ts';

const scope = self as unknown as ServiceWorkerGlobalScope;

// Both lists and the version are written into the built file by the build (scripts/offline-plugin.ts).
const VERSION = '%VERSION%';
const SHELL = '%SHELL%'.split('|');
const ON_DEMAND = '%ON_DEMAND%'.split('|');

const SHELL_CACHE = `tiller-shell-${VERSION}`;
const RUNTIME_CACHE = 'tiller-runtime-1';

const absolute = (path: string) => new URL(path, scope.registration.scope).href;

scope.addEventListener('install', (event) => {
  event.waitUntil(fillShell().then(() => scope.skipWaiting()));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(tidy().then(() => scope.clients.claim()));
});

scope.addEventListener('fetch', (event) => {
  const route = routeOf(event.request, scope.registration.scope);
  if (route === 'page') event.respondWith(page(event.request));
  else if (route === 'hashed') event.respondWith(hashed(event.request));
  else if (route === 'data') event.respondWith(data(event.request));
});

async function fillShell(): Promise<void> {
  const cache = await caches.open(SHELL_CACHE);
  await cache.addAll(SHELL.map((path) => new Request(absolute(path), { cache: 'no-cache' })));
}

/** Drops the shells of older builds, and on-demand files that this build does not have. */
async function tidy(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('tiller-shell-') && name !== SHELL_CACHE).map((name) => caches.delete(name)));
  const runtime = await caches.open(RUNTIME_CACHE);
  const wanted = new Set(ON_DEMAND.map(absolute));
  const assets = absolute('assets/');
  const old = (await runtime.keys()).filter(({ url }) => url.startsWith(assets) && !wanted.has(url));
  await Promise.all(old.map((request) => runtime.delete(request)));
}

/** A navigation: the newest page, else the kept one. */
async function page(request: Request): Promise<Response> {
  try {
    return isolated(await fetch(request));
  } catch (error) {
    const kept = await caches.match(absolute('index.html'));
    if (kept) return isolated(kept);
    throw error;
  }
}

/** A file whose name holds its hash never changes. */
async function hashed(request: Request): Promise<Response> {
  const kept = await caches.match(request.url);
  return isolated(kept ?? (await fetchAndKeep(request)));
}

/** A file that a later deployment may change: the newest, else the kept one. */
async function data(request: Request): Promise<Response> {
  try {
    return isolated(await fetchAndKeep(request));
  } catch (error) {
    const kept = await caches.match(request.url);
    if (kept) return isolated(kept);
    throw error;
  }
}

async function fetchAndKeep(request: Request): Promise<Response> {
  const response = await fetch(request);
  if (response.status !== 200) return response;
  try {
    const cache = await caches.open(RUNTIME_CACHE);
    await cache.put(request.url, response.clone());
  } catch {
    // Storage refused or full: the app works, but not offline.
  }
  return response;
}

/** The response with the headers that make the page cross-origin isolated (threads in WASM). */
function isolated(response: Response): Response {
  // Opaque, and redirects of a navigation: what they hold cannot be read or built anew.
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  const empty = response.status === 204 || response.status === 304;
  return new Response(empty ? null : response.body, { status: response.status, statusText: response.statusText, headers });
}
