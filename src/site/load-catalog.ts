import { fetchServed } from '../packs/served-files.ts';
import { parseLexicon } from '../rewards/lexicon/lexicon.ts';
import { createRewards, type Rewards } from '../rewards/registry.ts';
import { siteUrl } from './site-url.ts';

/** All rewards, over the word list of the site. @throws Error that names the file; the signal's reason when aborted. */
export async function loadCatalog(signal?: AbortSignal): Promise<Rewards> {
  const words = await fetchServed(new URL(siteUrl('lexicon.txt')), 'lexicon.txt', signal);
  if (words === undefined) throw new Error('lexicon.txt: expected a file, got none');
  return createRewards(parseLexicon(new TextDecoder().decode(words)));
}
