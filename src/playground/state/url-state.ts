/** The page's state as a readable, versioned URL hash, and back. Pure: reading and writing the location is url-sync's part. */

import { beyondRange } from '../../math/beyond-simplex.ts';
import { nearestWithSum, normalise } from '../../math/simplex.ts';
import type { Weighting } from '../../methods/method.ts';
import type { MethodId } from '../../methods/registry.ts';
import { isMine } from '../../packs/storage/kept-pack.ts';
import type { BackendChoice } from './engine-store.ts';
import { formatPane, paneId, parsePane } from './pane-code.ts';
import { type PaneChoice, paneLimit } from './panes-store.ts';
import { fitPrompt, promptLimit } from './prompt-text.ts';
import { counted, listed, quoted } from './quoted.ts';
import { clampField, type NumericField, type Request } from './request-store.ts';

const version = '1';
const choices: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm-threads', 'wasm', 'integers', 'exact'];

/** Hash parameter of each number of a request. */
const numericParameters: readonly (readonly [string, NumericField, string])[] = [
  ['seed', 'seed', 'seed'],
  ['t', 'temperature', 'temperature'],
  ['k', 'topK', 'top-k'],
  ['p', 'topP', 'top-p'],
  ['minp', 'minP', 'min-p'],
  ['rep', 'repetitionPenalty', 'repetition penalty'],
  ['n', 'maxTokens', 'maximum tokens'],
];

/** Every parameter that this page writes. */
const ownParameters: readonly string[] = [
  ...['v', 'pack', 'prompt', 'system', 'w', 'beyond', 'panes', 'why', 'view', 'x', 'y', 'show', 'hide', 'backend'],
  ...numericParameters.map(([parameter]) => parameter),
];

export interface UrlState extends Partial<Request> {
  /** Only where it is not the first. */
  readonly pack?: string;
  readonly weights?: Weighting;
  /** Weights may lie below 0 and above 1. */
  readonly beyond?: true;
  /** Only where it is not the pack's own. */
  readonly system?: string;
  /** Only where they are not the pack's usual ones. */
  readonly panes?: readonly PaneChoice[];
  /** Places of the panes that show why their words are there, from 1. */
  readonly why?: readonly number[];
  /** What stands in the place of the chart, or of the answers. */
  readonly view?: 'table' | 'triangle' | 'texts';
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

/** The pack that an address asks for. */
export interface WantedPack {
  /** The first where the address names none; undefined where it says nothing that this page reads, or names a pack that is not here. */
  readonly pack?: string | undefined;
  /** What was wrong with the name. */
  readonly notice?: string;
  /** A pack of a browser's own that is not in this one. */
  readonly missing?: string;
}

export function packOfHash(hash: string, packs: readonly { readonly id: string }[]): WantedPack {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  if (parameters.get('v') !== version) return {};
  const pack = parameters.get('pack') ?? packs[0]?.id;
  if (packs.some(({ id }) => id === pack)) return { pack };
  if (pack !== undefined && isMine(pack)) return { missing: pack.slice(0, 200) };
  return { notice: `The link's pack was “${quoted(pack ?? '')}”; expected ${listed(packs.map(({ id }) => id))}. It was left out.` };
}

/** Reads a location hash, all but its pack; never throws, and takes time in proportion to its length. */
export function parseUrl(hash: string, context: UrlContext): ParsedUrl {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  // Other sites add parameters of their own to links (utm_source, fbclid): where none is ours, there is nothing to read.
  if (!ownParameters.some((name) => parameters.has(name))) return { state: {}, notices: [] };
  const given = parameters.get('v');
  if (given !== version) {
    const has = given === null ? 'none' : quoted(given);
    return { state: {}, notices: [`The link has version ${has}; this page reads version ${version}. It was not applied.`] };
  }
  const read = [readTexts, readNumbers, readBeyond, readWeights, readPanes, readWhy, readView, readAxes, readFronts, readBackend].map(
    (part) => part(parameters, context),
  );
  return { state: Object.assign({}, ...read.map(({ state }) => state)), notices: capped(read.flatMap(({ notices }) => notices)) };
}

/** What one parameter, or a few that belong together, say. */
type Reader = (parameters: URLSearchParams, context: UrlContext) => ParsedUrl;

const nothing: ParsedUrl = { state: {}, notices: [] };

const readTexts: Reader = (parameters) => {
  const state: { prompt?: string; system?: string } = {};
  const notices: string[] = [];
  for (const [field, name] of [
    ['prompt', 'prompt'],
    ['system', 'system prompt'],
  ] as const) {
    const text = parameters.get(field);
    if (text === null) continue;
    state[field] = fitPrompt(text);
    if (text.length > promptLimit) notices.push(`The link's ${name} was cut to ${promptLimit} characters.`);
  }
  return { state, notices };
};

const readNumbers: Reader = (parameters) => {
  const state: Partial<Record<NumericField, number>> = {};
  const notices: string[] = [];
  for (const [parameter, field, name] of numericParameters) {
    const text = parameters.get(parameter);
    if (text === null) continue;
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isNaN(number)) {
      notices.push(`The link's ${name} was “${quoted(text)}”, not a number. It was left out.`);
      continue;
    }
    state[field] = clampField(field, number);
    if (state[field] !== number) notices.push(`The link's ${name} was ${quoted(text)}. It was set to ${state[field]}.`);
  }
  return { state, notices };
};

const readBeyond: Reader = (parameters) => {
  const text = parameters.get('beyond');
  if (text === null) return nothing;
  if (text === '1') return { state: { beyond: true }, notices: [] };
  return { state: {}, notices: [`The link's beyond was “${quoted(text)}”; expected 1. It was left out.`] };
};

const readWeights: Reader = (parameters, { rewards }) => {
  const text = parameters.get('w');
  if (text === null) return nothing;
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (numbers.length !== rewards.length || !numbers.every(Number.isFinite)) {
    return { state: {}, notices: [`The link's weights were “${quoted(text)}”; expected ${rewards.length} numbers. They were left out.`] };
  }
  if (parameters.get('beyond') === '1') return readBeyondWeights(numbers, text);
  const weights = normalise(numbers.map((weight) => Math.max(0, weight)));
  // Three decimals in the link may miss 1 by rounding alone.
  const scaled = numbers.some((weight, i) => Math.abs(weight - (weights[i] ?? 0)) > 0.002);
  return { state: { weights }, notices: scaled ? [`The link's weights were ${quoted(text)}. They were scaled to sum to 1.`] : [] };
};

/** Weights that may leave the simplex are not scaled: which of them to change would be a guess. */
function readBeyondWeights(numbers: readonly number[], text: string): ParsedUrl {
  const [low, high] = beyondRange;
  const sum = numbers.reduce((total, weight) => total + weight, 0);
  // Three decimals in the link may miss 1 by rounding alone.
  const fits = numbers.every((weight) => weight >= low - 0.001 && weight <= high + 0.001) && Math.abs(sum - 1) <= 0.002;
  if (fits) return { state: { weights: nearestWithSum(numbers, 1, beyondRange) }, notices: [] };
  const expected = `${numbers.length} numbers from ${low} to ${high} that sum to 1`;
  return { state: {}, notices: [`The link's weights were “${quoted(text)}”; expected ${expected}. They were left out.`] };
}

const readPanes: Reader = (parameters, { policies }) => {
  const codes = parameters.get('panes')?.split(',');
  if (!codes) return nothing;
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  const known = codes.flatMap((code) => {
    const policy = byId.get(paneId(code));
    return policy ? [{ code, policy }] : [];
  });
  const notices: string[] = [];
  const unknown = codes.map(paneId).filter((id) => !byId.has(id));
  if (unknown.length > 0) {
    const panes = unknown.length === 1 ? `a pane “${listed(unknown)}”` : `${counted(unknown.length)} panes “${listed(unknown)}”`;
    const left = unknown.length === 1 ? 'It was' : 'They were';
    notices.push(`The link has ${panes}; expected ${listed([...byId.keys()])}. ${left} left out.`);
  }
  if (known.length > paneLimit) notices.push(`The link has ${counted(known.length)} panes. The first ${paneLimit} are shown.`);
  const parsed = known.slice(0, paneLimit).map(({ code, policy }) => parsePane(code, policy));
  notices.push(...parsed.flatMap(({ notice }) => notice ?? []));
  return { state: parsed.length > 0 ? { panes: parsed.map(({ choice }) => choice) } : {}, notices };
};

const readWhy: Reader = (parameters) => {
  const text = parameters.get('why');
  if (text === null) return nothing;
  const places = text.split(',').map(Number);
  if (places.every((place) => Number.isInteger(place) && place >= 1 && place <= paneLimit))
    return { state: { why: [...new Set(places)] }, notices: [] };
  return {
    state: {},
    notices: [`The link's why was “${quoted(text)}”; expected places of panes from 1 to ${paneLimit}. It was left out.`],
  };
};

const readView: Reader = (parameters, { rewards }) => {
  const named = parameters.get('view');
  if (named === null) return nothing;
  // A triangle has three corners.
  const views = rewards.length === 3 ? (['table', 'triangle', 'texts'] as const) : (['table', 'texts'] as const);
  const view = views.find((known) => known === named);
  if (view) return { state: { view }, notices: [] };
  return { state: {}, notices: [`The link's view was “${quoted(named)}”; expected ${listed(views)}. It was left out.`] };
};

const readAxes: Reader = (parameters, { axes }) => {
  const state: { x?: string; y?: string } = {};
  const notices: string[] = [];
  for (const axis of ['x', 'y'] as const) {
    const id = parameters.get(axis);
    if (id === null) continue;
    if (axes.includes(id)) state[axis] = id;
    else notices.push(`The link's ${axis} axis was “${quoted(id)}”; expected ${listed(axes)}. It was left out.`);
  }
  if (state.x !== undefined && state.x === state.y) {
    delete state.y;
    notices.push('The link had the same reward on both axes. The y axis was chosen anew.');
  }
  return { state, notices };
};

const readFronts: Reader = (parameters, { policies }) => {
  const state: { show?: readonly string[]; hide?: readonly string[] } = {};
  const notices: string[] = [];
  const ids = new Set(policies.map(({ id }) => id));
  for (const list of ['show', 'hide'] as const) {
    const named = [...new Set(parameters.get(list)?.split(','))];
    const known = named.filter((id) => ids.has(id));
    if (known.length > 0) state[list] = known;
    const unknown = named.filter((id) => !ids.has(id));
    if (unknown.length > 0) notices.push(`The link would ${list} “${listed(unknown)}”, which this pack has not. It was left out.`);
  }
  return { state, notices };
};

const readBackend: Reader = (parameters) => {
  const backend = parameters.get('backend');
  if (backend === null) return nothing;
  const choice = choices.find((known) => known === backend);
  if (choice) return { state: { backend: choice }, notices: [] };
  return { state: {}, notices: [`The link's backend was “${quoted(backend)}”; expected ${listed(choices)}. It was left out.`] };
};

/** Notices of one link that are said one by one. */
const noticeLimit = 6;

function capped(notices: readonly string[]): readonly string[] {
  if (notices.length <= noticeLimit) return notices;
  const said = notices.slice(0, noticeLimit - 1);
  return [...said, `And ${notices.length - said.length} more values of the link were changed or left out.`];
}

/** The hash without '#': what parseUrl reads. Weights to three decimals. */
export function formatUrl(state: UrlState): string {
  const parameters = new URLSearchParams({ v: version });
  if (state.pack !== undefined) parameters.set('pack', state.pack);
  if (state.prompt !== undefined) parameters.set('prompt', state.prompt);
  if (state.system !== undefined) parameters.set('system', state.system);
  if (state.weights) parameters.set('w', state.weights.map((weight) => String(Number(weight.toFixed(3)))).join(','));
  if (state.beyond) parameters.set('beyond', '1');
  for (const [parameter, field] of numericParameters) {
    const value = state[field];
    if (value !== undefined) parameters.set(parameter, String(value));
  }
  if (state.panes) parameters.set('panes', state.panes.map(formatPane).join(','));
  if (state.why?.length) parameters.set('why', state.why.join(','));
  if (state.view !== undefined) parameters.set('view', state.view);
  if (state.x !== undefined) parameters.set('x', state.x);
  if (state.y !== undefined) parameters.set('y', state.y);
  if (state.show?.length) parameters.set('show', state.show.join(','));
  if (state.hide?.length) parameters.set('hide', state.hide.join(','));
  if (state.backend !== undefined && state.backend !== 'auto') parameters.set('backend', state.backend);
  // Commas and colons are legal in a fragment and far easier to read than %2C and %3A.
  return parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}
