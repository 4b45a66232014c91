import { fetchServed } from '../packs/served-files.ts';
import { type Lexicon, parseLexicon } from '../rewards/lexicon/lexicon.ts';
import { createRewards, type Rewards } from '../rewards/registry.ts';
import { siteUrl } from './site-url.ts';

/** All rewards, over the word list of the site. @throws Error that names the file; the signal's reason when aborted. */
export async function loadCatalog(signal?: AbortSignal): Promise<Rewards> {
  return createRewards(await loadLexicon(signal));
}

/** The word list of the site. @throws Error that names the file; the signal's reason when aborted. */
export async function loadLexicon(signal?: AbortSignal): Promise<Lexicon> {
  const words = await fetchServed(new URL(siteUrl('lexicon.txt')), 'lexicon.txt', signal);
  if (words === undefined) throw new Error('lexicon.txt: expected a file, got none');
  return parseLexicon(new TextDecoder().decode(words));
}
