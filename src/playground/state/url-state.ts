/** The page's state as a readable, versioned URL hash, and back. Pure: reading and writing the location is url-sync's part. */
import { normalise } from '../../math/simplex.ts';
import type { Weighting } from '../../methods/method.ts';
import type { MethodId } from '../../methods/registry.ts';
import type { BackendChoice } from './engine-store.ts';
import { formatPane, parsePane } from './pane-code.ts';
import { type PaneChoice, paneLimit } from './panes-store.ts';
import { clampField, type NumericField, promptLimit, type Request } from './request-store.ts';

const version = '1';
const choices: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm-threads', 'wasm'];

/** Hash parameter of each number of a request. */
const numericParameters: readonly (readonly [string, NumericField, string])[] = [
  ['seed', 'seed', 'seed'],
  ['t', 'temperature', 'temperature'],
  ['k', 'topK', 'top-k'],
  ['p', 'topP', 'top-p'],
  ['n', 'maxTokens', 'maximum tokens'],
];

export interface UrlState extends Partial<Request> {
  /** Only where it is not the first. */
  readonly pack?: string;
  readonly weights?: Weighting;
  /** Only where they are not the pack's usual ones. */
  readonly panes?: readonly PaneChoice[];
  /** Ids of the axes of the chart. */
  readonly x?: string;
  readonly y?: string;
  /** Fronts that are drawn, or not drawn, other than usual. */
  readonly show?: readonly string[];
  readonly hide?: readonly string[];
  readonly backend?: BackendChoice;
}

/** What of a pack decides how a hash is read. */
export interface UrlContext {
  /** Ids; `w` must have one number for each. */
  readonly rewards: readonly string[];
  /** Ids that `x` and `y` may have. */
  readonly axes: readonly string[];
  readonly policies: readonly { readonly id: string; readonly method: MethodId }[];
}

export interface ParsedUrl {
  readonly state: UrlState;
  /** One sentence for each value that was changed or left out. */
  readonly notices: readonly string[];
}

/**
 * The pack that a hash asks for: the first where it names none, undefined where it says nothing that this page reads, or names a pack
 * that is not among `packs`, which the notice tells.
 */
export function packOfHash(
  hash: string,
  packs: readonly { readonly id: string }[],
): { readonly pack?: string | undefined; readonly notice?: string } {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  if (parameters.get('v') !== version) return {};
  const pack = parameters.get('pack') ?? packs[0]?.id;
  if (packs.some(({ id }) => id === pack)) return { pack };
  return { notice: `The link's pack was “${pack}”; expected ${packs.map(({ id }) => id).join(', ')}. It was left out.` };
}

/** Reads a location hash, all but its pack; never throws. */
export function parseUrl(hash: string, { rewards, axes, policies }: UrlContext): ParsedUrl {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const notices: string[] = [];
  if ([...parameters.keys()].length === 0) return { state: {}, notices };
  const given = parameters.get('v');
  if (given !== version) {
    return { state: {}, notices: [`The link has version ${given ?? 'none'}; this page reads version ${version}. It was not applied.`] };
  }
  const state: { -readonly [K in keyof UrlState]: UrlState[K] } = {};

  const prompt = parameters.get('prompt');
  if (prompt !== null) {
    state.prompt = prompt.slice(0, promptLimit);
    if (prompt.length > promptLimit) notices.push(`The link's prompt was cut to ${promptLimit} characters.`);
  }
  for (const [parameter, field, name] of numericParameters) {
    const text = parameters.get(parameter);
    if (text === null) continue;
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isNaN(number)) {
      notices.push(`The link's ${name} was “${text}”, not a number. It was left out.`);
      continue;
    }
    state[field] = clampField(field, number);
    if (state[field] !== number) notices.push(`The link's ${name} was ${text}. It was set to ${state[field]}.`);
  }
  const weights = parameters.get('w');
  if (weights !== null) {
    const numbers = weights.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    if (numbers.length !== rewards.length || !numbers.every(Number.isFinite)) {
      notices.push(`The link's weights were “${weights}”; expected ${rewards.length} numbers. They were left out.`);
    } else {
      state.weights = normalise(numbers.map((weight) => Math.max(0, weight)));
      // Three decimals in the link may miss 1 by rounding alone.
      if (numbers.some((weight, i) => Math.abs(weight - (state.weights?.[i] ?? 0)) > 0.002)) {
        notices.push(`The link's weights were ${weights}. They were scaled to sum to 1.`);
      }
    }
  }
  const panes = parameters.get('panes');
  if (panes !== null) {
    const parsed = panes.split(',').map((code) => parsePane(code, policies));
    notices.push(...parsed.flatMap(({ notice }) => notice ?? []));
    const choices = parsed.flatMap(({ choice }) => choice ?? []);
    if (choices.length > paneLimit) notices.push(`The link has ${choices.length} panes. The first ${paneLimit} are shown.`);
    if (choices.length > 0) state.panes = choices.slice(0, paneLimit);
  }
  for (const axis of ['x', 'y'] as const) {
    const id = parameters.get(axis);
    if (id === null) continue;
    if (axes.includes(id)) state[axis] = id;
    else notices.push(`The link's ${axis} axis was “${id}”; expected ${axes.join(', ')}. It was left out.`);
  }
  if (state.x !== undefined && state.x === state.y) {
    delete state.y;
    notices.push('The link had the same reward on both axes. The y axis was chosen anew.');
  }
  for (const list of ['show', 'hide'] as const) {
    const ids = parameters.get(list)?.split(',') ?? [];
    const known = ids.filter((id) => policies.some((policy) => policy.id === id));
    if (known.length > 0) state[list] = known;
    const unknown = ids.filter((id) => !known.includes(id));
    if (unknown.length > 0) notices.push(`The link would ${list} “${unknown.join(', ')}”, which this pack has not. It was left out.`);
  }
  const backend = parameters.get('backend');
  if (backend !== null) {
    const choice = choices.find((known) => known === backend);
    if (choice) state.backend = choice;
    else notices.push(`The link's backend was “${backend}”; expected ${choices.join(', ')}. It was left out.`);
  }
  return { state, notices };
}

/** The hash without '#': what parseUrl reads. Weights to three decimals. */
export function formatUrl(state: UrlState): string {
  const parameters = new URLSearchParams({ v: version });
  if (state.pack !== undefined) parameters.set('pack', state.pack);
  if (state.prompt !== undefined) parameters.set('prompt', state.prompt);
  if (state.weights) parameters.set('w', state.weights.map((weight) => String(Number(weight.toFixed(3)))).join(','));
  for (const [parameter, field] of numericParameters) {
    const value = state[field];
    if (value !== undefined) parameters.set(parameter, String(value));
  }
  if (state.panes) parameters.set('panes', state.panes.map(formatPane).join(','));
  if (state.x !== undefined) parameters.set('x', state.x);
  if (state.y !== undefined) parameters.set('y', state.y);
  if (state.show?.length) parameters.set('show', state.show.join(','));
  if (state.hide?.length) parameters.set('hide', state.hide.join(','));
  if (state.backend !== undefined && state.backend !== 'auto') parameters.set('backend', state.backend);
  // Commas and colons are legal in a fragment and far easier to read than %2C and %3A.
  return parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}
