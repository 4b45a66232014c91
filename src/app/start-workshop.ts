/** Gathers what the workshop starts from: the site's word list, the engine, and what this browser kept. */
import { sharedEngine } from '../engine/shared-engine.ts';
import { loadLexicon } from '../site/load-catalog.ts';
import { siteUrl } from '../site/site-url.ts';
import { openPoolShelf } from '../workshop/state/pool-shelf.ts';
import { openProjectShelf } from '../workshop/state/project-shelf.ts';
import { openRunShelf } from '../workshop/state/run-shelf.ts';
import { claimTab } from '../workshop/state/tab-claim.ts';
import { createWorkshop, type Workshop } from '../workshop/state/workshop.ts';

let shared: Promise<Workshop> | undefined;

/** The one of this page, kept while the reader goes elsewhere and back: a run goes on meanwhile. A start that failed may be tried again. */
export function sharedWorkshop(): Promise<Workshop> {
  shared ??= startWorkshop().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

/** @throws Error that names the file that is missing or wrong. */
async function startWorkshop(): Promise<Workshop> {
  const [lexicon, shelf, pools, runShelf, claim] = await Promise.all([
    loadLexicon(),
    openProjectShelf(),
    openPoolShelf(),
    openRunShelf(),
    claimTab(),
  ]);
  return createWorkshop({ lexicon, shelf, pools, runShelf, claim, engine: sharedEngine(), models: siteUrl('models/') });
}
