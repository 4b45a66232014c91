/**
 * The stores' state in the location's hash, and back. Written at once, but at most once per interval: browsers limit replaceState while a
 * slider is dragged, and who reloads after one click must find what was clicked.
 */

import { parseRoute } from '../../site/route.ts';
import { formatPane } from './pane-code.ts';
import { type NumericField, requestLimits } from './request-store.ts';
import type { Tiller } from './tiller.ts';
import { formatUrl, type ParsedUrl } from './url-state.ts';

const intervalMs = 300;

export type UrlSources = Pick<Tiller, 'pack' | 'packs' | 'usualPanes' | 'engine' | 'mix' | 'panes' | 'request' | 'view'>;

/** The present state as a hash without '#'. */
export function currentHash({ pack, packs, usualPanes, engine, mix, panes, request, view }: UrlSources): string {
  const { prompt, seed, temperature, topK, topP, maxTokens } = request.getState();
  const { x, y, fronts } = view.getState();
  const shown = panes.getState().panes;
  const usual = shown.map(formatPane).join() === usualPanes.map(formatPane).join();
  const chosen = (drawn: boolean) => Object.keys(fronts).filter((id) => fronts[id] === drawn);
  return formatUrl({
    ...packParameter(pack.id, packs),
    prompt,
    weights: mix.getState().weights,
    seed,
    temperature,
    topK,
    topP,
    maxTokens,
    ...(usual ? {} : { panes: shown }),
    x,
    y,
    show: chosen(true),
    hide: chosen(false),
    backend: engine.getState().choice,
  });
}

/** The hash of another pack with this one's prompt and sampling; weights, panes and fronts are its own. */
export function otherPackHash({ packs, engine, request }: UrlSources, pack: string): string {
  const { prompt, seed, temperature, topK, topP, maxTokens } = request.getState();
  const { choice } = engine.getState();
  return formatUrl({ ...packParameter(pack, packs), prompt, seed, temperature, topK, topP, maxTokens, backend: choice });
}

/** The first pack needs no parameter: links from before there were packs still work. */
function packParameter(pack: string, packs: UrlSources['packs']) {
  return pack === packs[0]?.id ? {} : { pack };
}

/** Starts writing; the returned function stops it. */
export function syncUrl(sources: UrlSources): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = currentHash(sources);
  let writtenAt = Number.NEGATIVE_INFINITY;
  const write = () => {
    timer = undefined;
    writtenAt = performance.now();
    const hash = currentHash(sources);
    // A lesson's address is not the playground's to write.
    if (hash === written || parseRoute(location.hash).page !== 'playground') return;
    written = hash;
    history.replaceState(history.state, '', `#${hash}`);
  };
  const schedule = () => {
    timer ??= setTimeout(write, Math.max(0, writtenAt + intervalMs - performance.now()));
  };
  const stops = [sources.engine, sources.mix, sources.panes, sources.request, sources.view].map((store) => store.subscribe(schedule));
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

/** Sets the stores to what a link says, as when the reader edits the address; what the link leaves out stays. */
export function applyUrl(
  { mix, panes, request, view, running }: Pick<Tiller, 'mix' | 'panes' | 'request' | 'view' | 'running'>,
  { state, notices }: ParsedUrl,
): void {
  for (const notice of notices) view.getState().notify(notice);
  if (state.weights) mix.getState().set(state.weights);
  if (state.panes) panes.getState().set(state.panes);
  if (state.prompt !== undefined) request.getState().setPrompt(state.prompt);
  for (const field of Object.keys(requestLimits) as NumericField[]) {
    const value = state[field];
    if (value !== undefined) request.getState().setNumber(field, value);
  }
  if (state.x !== undefined) view.getState().setAxis('x', state.x);
  if (state.y !== undefined) view.getState().setAxis('y', state.y);
  for (const id of state.show ?? []) view.getState().setFront(id, true);
  for (const id of state.hide ?? []) view.getState().setFront(id, false);
  void running.start();
}
