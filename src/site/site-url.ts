/** An address of the site's, relative to the page, so that the site runs from any sub-path. */
export function siteUrl(path: string): string {
  return new URL(path, document.baseURI).href;
}
