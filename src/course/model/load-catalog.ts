import { parseLexicon } from '../../rewards/lexicon/lexicon.ts';
import { createRewards, type Rewards } from '../../rewards/registry.ts';

/** All rewards, over the word list of the site. @throws Error that names the file. */
export async function loadCatalog(signal: AbortSignal): Promise<Rewards> {
  const response = await fetch(new URL('lexicon.txt', document.baseURI), { signal });
  if (!response.ok) throw new Error(`lexicon.txt: expected HTTP 200, got ${response.status} ${response.statusText}`);
  return createRewards(parseLexicon(await response.text()));
}
