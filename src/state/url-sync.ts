/** Writes the stores' state to the location's hash, at most once per interval: browsers limit replaceState while a slider is dragged. */
import type { EngineStore } from './engine-store.ts';
import type { MixStore } from './mix-store.ts';
import type { RequestStore } from './request-store.ts';
import { formatUrl } from './url-state.ts';
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
    if (hash === written) return;
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
