/** Headers of every file of the site. A server sends them where it can; the service worker adds them where it cannot. */

/** Make a page cross-origin isolated, which gives WASM threads and precise timers. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  // An isolated page of another origin may frame this one, and give it threads. Nothing of the site is anybody's secret.
  'Cross-Origin-Resource-Policy': 'cross-origin',
} as const;

type Directives = Readonly<Record<string, readonly string[]>>;

/** What the site's code may load and do: files of its own origin, WASM, and pictures that it made itself (a chart on its way to a PNG). Any page may frame it. */
const DIRECTIVES: Directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'worker-src': ["'self'"],
  'connect-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'object-src': ["'none'"],
};

/** Strings become code or markup in a page by the page's own policy alone (src/app/trusted-types.ts). Workers have no such policy: the runtime starts its threads by itself. */
const OF_PAGES: Directives = { 'require-trusted-types-for': ["'script'"], 'trusted-types': ['default'] };

/** What hot reload adds: an inline script, style elements, a socket. */
const OF_DEVELOPMENT: Directives = {
  'script-src': ["'unsafe-inline'"],
  'style-src': ["'unsafe-inline'"],
  'connect-src': ['ws:'],
};

function written(...tables: readonly Directives[]): string {
  const names = [...new Set(tables.flatMap((table) => Object.keys(table)))];
  return names.map((name) => [name, ...tables.flatMap((table) => table[name] ?? [])].join(' ')).join('; ');
}

/** Content security policy of a page, by header and by `meta`. */
export const PAGE_POLICY = written(DIRECTIVES, OF_PAGES);
/** Content security policy of all other files; workers take theirs from their own file. */
export const FILE_POLICY = written(DIRECTIVES);
export const DEVELOPMENT_POLICY = written(DIRECTIVES, OF_DEVELOPMENT);

/** @param path Of the file, below the site's folder. */
export function policyOf(path: string): string {
  return path.endsWith('.html') || path === '' ? PAGE_POLICY : FILE_POLICY;
}
