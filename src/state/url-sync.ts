/** The stores' state in the location's hash, and back. Written at most once per interval: browsers limit replaceState while a slider is dragged. */
import type { EngineStore } from './engine-store.ts';
import type { MixStore } from './mix-store.ts';
import { type NumericField, type RequestStore, requestLimits } from './request-store.ts';
import { parseRoute } from './route.ts';
import type { Tiller } from './tiller.ts';
import { formatUrl, type ParsedUrl } from './url-state.ts';
import type { ViewStore } from './view-store.ts';

const intervalMs = 300;

export interface UrlSources {
  readonly engine: EngineStore;
  readonly mix: MixStore;
  readonly request: RequestStore;
  readonly view: ViewStore;
}

/** The present state as a hash without '#'. */
export function currentHash({ engine, mix, request, view }: UrlSources): string {
  const { prompt, seed, temperature, topK, topP, maxTokens } = request.getState();
  const { x, y } = view.getState();
  const { choice } = engine.getState();
  return formatUrl({ prompt, weights: mix.getState().weights, seed, temperature, topK, topP, maxTokens, x, y, backend: choice });
}

/** Starts writing; the returned function stops it. */
export function syncUrl(sources: UrlSources): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = currentHash(sources);
  const write = () => {
    timer = undefined;
    const hash = currentHash(sources);
    // A lesson's address is not the playground's to write.
    if (hash === written || parseRoute(location.hash).page !== 'playground') return;
    written = hash;
    history.replaceState(history.state, '', `#${hash}`);
  };
  const schedule = () => {
    timer ??= setTimeout(write, intervalMs);
  };
  const stops = [sources.engine, sources.mix, sources.request, sources.view].map((store) => store.subscribe(schedule));
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

/** Sets the stores to what a link says, as when the reader edits the address; what the link leaves out stays. */
export function applyUrl(
  { mix, request, view, running }: Pick<Tiller, 'mix' | 'request' | 'view' | 'running'>,
  { state, notices }: ParsedUrl,
): void {
  for (const notice of notices) view.getState().notify(notice);
  if (state.weights) mix.getState().set(state.weights);
  if (state.prompt !== undefined) request.getState().setPrompt(state.prompt);
  for (const field of Object.keys(requestLimits) as NumericField[]) {
    const value = state[field];
    if (value !== undefined) request.getState().setNumber(field, value);
  }
  if (state.x !== undefined) view.getState().setAxis('x', state.x);
  if (state.y !== undefined) view.getState().setAxis('y', state.y);
  void running.start();
}
