/** What the service worker does with a request; undefined leaves it to the browser. */
export type Route = 'page' | 'hashed' | 'data' | undefined;

/** Files that may be kept. The shards (.bin) are not among them: the loader keeps those itself. */
const KEPT = /\.(json|safetensors|html|js|mjs|css|wasm|svg|png|ico|txt|webmanifest)$/;

/**
 * @param scope URL of the folder that the service worker serves.
 */
export function routeOf(request: Pick<Request, 'method' | 'mode' | 'url' | 'headers'>, scope: string): Route {
  if (request.method !== 'GET' || request.headers.has('range')) return undefined;
  if (!request.url.startsWith(scope)) return undefined;
  if (request.mode === 'navigate') return 'page';
  const path = new URL(request.url).pathname.slice(new URL(scope).pathname.length);
  if (path.startsWith('assets/')) return 'hashed';
  return KEPT.test(path) ? 'data' : undefined;
}
