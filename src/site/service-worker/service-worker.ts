/**
 * After the first load the app works without a network, and hosts that cannot send headers get COOP, COEP and the content security policy
 * from here. The shell is fetched at install; WASM files, adapters and fronts are kept as they are used. The model's shards are none of
 * its business: the loader keeps them, verified, in a cache of its own.
 */
import { ISOLATION_HEADERS, policyOf } from '../headers.ts';
import { headFits } from './file-check.ts';
import { filesOf, KeptFiles, PAGE } from './kept-files.ts';
import { entriesOfPages } from './open-pages.ts';
import { networkIsSilent, patientFetch } from './patient-fetch.ts';
import { pathOf, routeOf } from './route.ts';

const scope = self as unknown as ServiceWorkerGlobalScope;
const folder = scope.registration.scope;

/** Written into the built file by the build (scripts/offline-plugin.ts): "path hash|path hash". */
const listOf = (written: string) => new Map(written.split('|').map((line) => line.split(' ') as [string, string]));
const files = new KeptFiles({ version: '%VERSION%', shell: listOf('%SHELL%'), onDemand: listOf('%ON_DEMAND%') }, folder);

scope.addEventListener('install', (event) => {
  event.waitUntil(files.fillShell().then(() => scope.skipWaiting()));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(scope.clients.claim());
});

// A page says that it is there: the time to see which older shells nobody needs any more.
scope.addEventListener('message', (event) => {
  if (event.data?.kind === 'page-started') event.waitUntil(tidy());
});

scope.addEventListener('fetch', (event) => {
  const route = routeOf(event.request, folder);
  const path = pathOf(event.request.url, folder);
  if (route === undefined || path === undefined) return;
  const answer = { page, hashed, data }[route](event, route === 'page' ? PAGE : path);
  event.respondWith(answer.then((response) => dressed(route === 'page' ? PAGE : path, response)));
});

async function tidy(): Promise<void> {
  // The shell of a newer build, being filled, is none of ours to judge.
  if (scope.registration.installing || scope.registration.waiting) return;
  const entries = await entriesOfPages(scope.clients);
  if (entries) await files.tidy(entries);
}

/** A navigation: the newest page if its code can be had, else the kept one. */
async function page({ request }: FetchEvent): Promise<Response> {
  const kept = await files.find(PAGE);
  if (!kept) return fetch(request);
  if (networkIsSilent()) return kept;
  try {
    const newest = await patientFetch(request.url, { redirect: 'manual', cache: request.cache });
    // To a login, most likely: the browser follows.
    if (newest.type === 'opaqueredirect') return newest;
    if (!headFits(PAGE, newest)) return kept;
    await Promise.all(filesOf(await newest.clone().text()).map(fetchAhead));
    return newest;
  } catch {
    return kept;
  }
}

/** @throws Error when the file is neither kept nor to be had. */
async function fetchAhead(path: string): Promise<void> {
  if (await files.find(path)) return;
  const response = await patientFetch(new URL(path, folder).href, {});
  if (!headFits(path, response)) throw new Error(`${path}: the host does not have it`);
  await files.keep(path, response);
}

/** A file whose name holds its hash never changes. */
async function hashed(event: FetchEvent, path: string): Promise<Response> {
  const kept = await files.find(path);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (response.status !== 200) return response;
  if (headFits(path, response)) return keeping(event, path, response);
  // The HTTP cache may hold a wrong answer of the host for a year.
  const again = await fetch(event.request.url, { cache: 'reload' });
  return headFits(path, again) ? keeping(event, path, again) : again;
}

/** A file that a later deployment may change: the newest, else the kept one. */
async function data(event: FetchEvent, path: string): Promise<Response> {
  const kept = await files.find(path);
  if (!kept) {
    const response = await fetch(event.request);
    return headFits(path, response) ? keeping(event, path, response) : response;
  }
  if (networkIsSilent()) return kept;
  try {
    const newest = await patientFetch(event.request.url, { cache: event.request.cache });
    return headFits(path, newest) ? keeping(event, path, newest) : kept;
  } catch {
    return kept;
  }
}

/** The response, a copy of which is kept as it arrives. */
function keeping(event: FetchEvent, path: string, response: Response): Response {
  event.waitUntil(files.keep(path, response.clone()));
  return response;
}

/** The response with the headers that make the page cross-origin isolated (threads in WASM), and with the policy where the host has none. */
function dressed(path: string, response: Response): Response {
  // Opaque, and redirects of a navigation: what they hold cannot be read or built anew.
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION_HEADERS)) headers.set(name, value);
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', policyOf(path));
  const empty = response.status === 204 || response.status === 304;
  return new Response(empty ? null : response.body, { status: response.status, statusText: response.statusText, headers });
}
