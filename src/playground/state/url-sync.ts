/**
 * The stores' state in the location's hash, and back. Written at once, but at most once per interval: browsers limit replaceState while a
 * slider is dragged, and who reloads after one click must find what was clicked.
 */
import { formatPane } from './pane-code.ts';
import { panesAt } from './panes-store.ts';
import { type NumericField, type Request, requestLimits } from './request-store.ts';
import type { Tiller } from './tiller.ts';
import { formatUrl, type UrlState } from './url-state.ts';

const intervalMs = 300;

export type UrlSources = Pick<
  Tiller,
  'pack' | 'packId' | 'packs' | 'usualPanes' | 'engine' | 'mix' | 'panes' | 'request' | 'conversation' | 'view' | 'why'
>;

/** The present state as a hash without '#'. */
export function currentHash({ pack, packId, packs, usualPanes, engine, mix, panes, request, conversation, view, why }: UrlSources): string {
  const { system, prompt } = request.getState();
  const [first] = conversation.getState().exchanges;
  const { figure, reading, x, y, fronts } = view.getState();
  const shown = panes.getState().panes;
  const usual = shown.map(formatPane).join() === usualPanes.map(formatPane).join();
  const chosen = (drawn: boolean) => Object.keys(fronts).filter((id) => fronts[id] === drawn);
  return formatUrl({
    ...packParameter(packId, packs),
    // Of a conversation the first prompt: later ones follow from answers that a link does not hold.
    ...requestParameters({ ...request.getState(), prompt: first?.prompt ?? prompt }),
    ...(system === pack.system ? {} : { system }),
    weights: mix.getState().weights,
    ...(mix.getState().beyond ? { beyond: true } : {}),
    ...(usual ? {} : { panes: shown }),
    why: shown.flatMap(({ id }, i) => (why.store.getState().open.includes(id) ? [i + 1] : [])),
    ...(reading ? { view: 'texts' } : figure === 'chart' ? {} : { view: figure }),
    x,
    y,
    show: chosen(true),
    hide: chosen(false),
    backend: engine.getState().choice,
  });
}

/** The hash of another pack with this one's prompt and sampling; system prompt, weights, panes and fronts are its own. */
export function otherPackHash({ packs, engine, request }: UrlSources, pack: string): string {
  const { choice } = engine.getState();
  return formatUrl({ ...packParameter(pack, packs), ...requestParameters(request.getState()), backend: choice });
}

/** Prompt and numbers. Min-p and repetition penalty are named where they are used only: addresses from before there were any stay as they are. */
function requestParameters({ prompt, seed, temperature, topK, topP, minP, repetitionPenalty, maxTokens }: Request): UrlState {
  const used = { ...(minP === 0 ? {} : { minP }), ...(repetitionPenalty === 1 ? {} : { repetitionPenalty }) };
  return { prompt, seed, temperature, topK, topP, ...used, maxTokens };
}

/** The first pack needs no parameter: links from before there were packs still work. */
function packParameter(pack: string, packs: UrlSources['packs']) {
  return pack === packs[0]?.id ? {} : { pack };
}

/** Keeps the address as the stores are, until it is stopped. */
export interface UrlSync {
  /** Writes soon, e.g. after the address was changed to one that says less. */
  write(): void;
  stop(): void;
}

/** Starts with the address as it is: a link that says the same in other words stays as it was given. */
export function syncUrl(sources: UrlSources): UrlSync {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written: string | undefined = currentHash(sources);
  let writtenAt = Number.NEGATIVE_INFINITY;
  let seen = location.hash;
  const write = () => {
    timer = undefined;
    const hash = currentHash(sources);
    // Another address, a lesson's or a pack's, is not to be written over: its hashchange is on the way.
    if (hash === written || location.hash !== seen) return;
    written = hash;
    // What changed nothing of the address, such as the model's progress, must not make the next change wait.
    writtenAt = performance.now();
    history.replaceState(history.state, '', `#${hash}`);
    seen = location.hash;
  };
  const schedule = () => {
    timer ??= setTimeout(write, Math.max(0, writtenAt + intervalMs - performance.now()));
  };
  const stops = [sources.engine, sources.mix, sources.panes, sources.request, sources.conversation, sources.view, sources.why.store].map(
    (store) => store.subscribe(schedule),
  );
  return {
    write() {
      written = undefined;
      schedule();
    },
    stop() {
      clearTimeout(timer);
      for (const stop of stops) stop();
    },
  };
}

/** Sets the stores to what a link says; what it leaves out has its default, not what the address before it said. */
export function applyUrl(
  { engine, mix, panes, request, conversation, view, why, running, loading, pageOf }: Tiller,
  state: UrlState,
): void {
  const page = pageOf(state);
  conversation.forget();
  mix.getState().setBeyond(page.beyond);
  mix.getState().set(page.weights);
  // Panes that are the same keep their texts.
  if (page.panes.map(formatPane).join() !== panes.getState().panes.map(formatPane).join()) panes.getState().set(page.panes);
  request.getState().setPrompt(page.prompt);
  request.getState().setSystem(page.system);
  for (const field of Object.keys(requestLimits) as NumericField[]) request.getState().setNumber(field, page[field]);
  view.getState().look(page);
  why.set(panesAt(panes.getState().panes, page.why));
  // A backend is the tab's: a link that names none leaves the model where it runs.
  if (state.backend !== undefined && state.backend !== engine.getState().choice) void loading.load(state.backend);
  void running.start();
}
