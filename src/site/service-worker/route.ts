/** What the service worker does with a request; undefined leaves it to the browser. */
export type Route = 'page' | 'hashed' | 'data' | undefined;

/** Files that may be kept. The shards (.bin) are not among them: the loader keeps those itself. */
const KEPT = /\.(json|safetensors|svg|png|ico|txt|webmanifest)$/;
/** Where the site has such files; a folder beside may be another site. */
const OURS = /^(models\/.+|[^/]+)$/;

/** A file's path below the site's folder, without the query; undefined for what lies elsewhere. */
export function pathOf(url: string, scope: string): string | undefined {
  return url.startsWith(scope) ? url.slice(scope.length).replace(/[?#].*$/s, '') : undefined;
}

/**
 * @param scope URL of the folder that the service worker serves.
 */
export function routeOf(request: Pick<Request, 'method' | 'mode' | 'url' | 'headers'>, scope: string): Route {
  if (request.method !== 'GET' || request.headers.has('range')) return undefined;
  const path = pathOf(request.url, scope);
  if (path === undefined) return undefined;
  // Other documents, such as the methods' pages, are files like all.
  if (request.mode === 'navigate' && (path === '' || path === 'index.html')) return 'page';
  if (path.startsWith('assets/')) return 'hashed';
  return OURS.test(path) && KEPT.test(path) ? 'data' : undefined;
}
