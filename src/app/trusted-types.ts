/**
 * The page's rule for strings that would become code or markup, where the browser has such rules (require-trusted-types-for in src/site/headers.ts):
 * workers come from the site itself, and no string ever becomes markup or code, whoever wrote it. First of all imports.
 */

interface PolicyFactory {
  createPolicy(name: 'default', rules: { createScriptURL(url: string): string }): unknown;
}

/** @throws TypeError for an address of another origin. */
export function scriptOfSite(url: string, base: string): string {
  const { origin } = new URL(base);
  const wanted = new URL(url, base);
  if (wanted.origin !== origin || !/^https?:$/.test(wanted.protocol)) throw new TypeError(`${url}: expected a script of ${origin}`);
  return url;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
factory?.createPolicy('default', { createScriptURL: (url) => scriptOfSite(url, document.baseURI) });
