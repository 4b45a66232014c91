/** Keeps the address and what is open the same: a link to this pack sets its stores, a link to another opens that. */

import type { StoreApi } from 'zustand/vanilla';
import { messageOf } from '../lm/errors.ts';
import { isMine } from '../packs/storage/kept-pack.ts';
import { type Tiller, urlContext } from '../playground/state/tiller.ts';
import { parseUrl } from '../playground/state/url-state.ts';
import { applyUrl, syncUrl } from '../playground/state/url-sync.ts';
import { parseRoute } from '../site/route.ts';
import type { PagePacks } from './page-packs.ts';

/** The Tiller of the pack that is open; another takes its place when the address asks for another pack. */
export type OpenTiller = StoreApi<{ readonly tiller: Tiller }>;

/** Lessons have addresses of their own, which say nothing of the playground. */
export const onPlayground = () => parseRoute(location.hash).page === 'playground';

/**
 * @param open Makes another pack's Tiller.
 * @returns follows a hash that the address has already.
 */
export function followAddress(
  opened: OpenTiller,
  { mine, wanted }: PagePacks,
  open: (pack: string, hash: string, signal: AbortSignal) => Promise<Tiller>,
): (hash: string) => Promise<void> {
  let sync = syncUrl(opened.getState().tiller);
  let newest = new AbortController();
  addEventListener('hashchange', () => {
    if (onPlayground()) void follow(location.hash);
  });

  async function follow(hash: string): Promise<void> {
    newest.abort();
    newest = new AbortController();
    const { signal } = newest;
    mine.setOpening(undefined);
    // What is on the page is not the new address's: nothing of it is written there.
    sync.stop();
    const { pack, notice, missing } = await wanted(hash);
    if (signal.aborted) return;
    const { tiller } = opened.getState();
    if (notice) tiller.view.getState().notify(notice);
    mine.setMissing(missing === undefined ? undefined : { id: missing, hash });
    if (missing !== undefined) sync = syncUrl(tiller);
    else if (pack === undefined || pack === tiller.packId) apply(tiller, hash, pack !== undefined || notice !== undefined);
    else await change(tiller, pack, hash, signal);
  }

  function apply(tiller: Tiller, hash: string, says: boolean): void {
    const link = parseUrl(hash, urlContext(tiller.pack));
    if (says) applyUrl(tiller, link.state);
    sync = syncUrl(tiller);
    // An address that says nothing, as on the way back from the course, is filled in with what is on the page.
    if (!says && link.notices.length === 0) sync.write();
    for (const wrong of link.notices) tiller.view.getState().notify(wrong);
  }

  async function change(tiller: Tiller, pack: string, hash: string, signal: AbortSignal): Promise<void> {
    const cancelled = newest;
    mine.setOpening({
      id: pack,
      cancel() {
        cancelled.abort();
        mine.setOpening(undefined);
        sync = syncUrl(tiller);
        sync.write();
      },
    });
    try {
      const next = await open(pack, hash, signal);
      if (signal.aborted) return next.dispose();
      mine.setOpening(undefined);
      tiller.dispose();
      opened.setState({ tiller: next });
      sync = syncUrl(next);
      next.loading.takeOver(tiller.engine.getState().status);
      await next.running.start();
    } catch (error) {
      if (signal.aborted) return;
      mine.setOpening(undefined);
      sync = syncUrl(tiller);
      const name = isMine(pack) ? (mine.store.getState().kept.find(({ id }) => id === pack)?.name ?? pack) : pack;
      tiller.view.getState().notify(`The pack “${name}” could not be opened. ${messageOf(error)}`);
    }
  }

  return follow;
}
