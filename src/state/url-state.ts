/** The page's state as a readable, versioned URL hash, and back. Pure: reading and writing the location is url-sync's part. */
import { normalise } from '../math/simplex.ts';
import type { Weighting } from '../methods/method.ts';
import type { BackendChoice } from './engine-store.ts';
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
  readonly weights?: Weighting;
  readonly x?: string;
  readonly y?: string;
  readonly backend?: BackendChoice;
}

export interface ParsedUrl {
  readonly state: UrlState;
  /** One sentence for each value that was changed or left out. */
  readonly notices: readonly string[];
}

/**
 * Reads a location hash; never throws.
 * @param rewards Reward ids of the pack; `w` must have one number for each, the axes must be among them.
 */
export function parseUrl(hash: string, rewards: readonly string[]): ParsedUrl {
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
  for (const axis of ['x', 'y'] as const) {
    const reward = parameters.get(axis);
    if (reward === null) continue;
    if (rewards.includes(reward)) state[axis] = reward;
    else notices.push(`The link's ${axis} axis was “${reward}”; expected ${rewards.join(', ')}. It was left out.`);
  }
  if (state.x !== undefined && state.x === state.y) {
    delete state.y;
    notices.push('The link had the same reward on both axes. The y axis was chosen anew.');
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
  if (state.prompt !== undefined) parameters.set('prompt', state.prompt);
  if (state.weights) parameters.set('w', state.weights.map((weight) => String(Number(weight.toFixed(3)))).join(','));
  for (const [parameter, field] of numericParameters) {
    const value = state[field];
    if (value !== undefined) parameters.set(parameter, String(value));
  }
  if (state.x !== undefined) parameters.set('x', state.x);
  if (state.y !== undefined) parameters.set('y', state.y);
  if (state.backend !== undefined && state.backend !== 'auto') parameters.set('backend', state.backend);
  // Commas are legal in a fragment and far easier to read than %2C.
  return parameters.toString().replaceAll('%2C', ',');
}
