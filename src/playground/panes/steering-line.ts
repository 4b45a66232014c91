/** What a pane computes at the present weights, in one line of text. */

import type { RowSpec, Steering, Weighting } from '../../methods/method.ts';
import { divergenceName } from '../../methods/mod/divergences.ts';
import type { SteeredPolicy } from '../../methods/steer-policy.ts';

interface Labelled {
  readonly label: string;
}

const minus = (value: number | string) => String(value).replace('-', '−');
const two = (value: number) => minus(value.toFixed(2));

/**
 * `c = 1 shared, 0.34 brevity`, `−0.50 base + 1.50 brevity`, `log p = 0.34 brevity + 0.66 cheer + z`: coefficients and mixer by what the
 * slots are for.
 * @param system The system prompt that is asked with; what a row says after it is shown.
 */
export function steeringLine({ rows, mixer }: Steering, policy: SteeredPolicy, rewards: readonly Labelled[], system: string): string {
  const [first] = rows;
  if (!first) return '';
  const names = slotNames(policy, rewards);
  const weighted = (some: readonly RowSpec[], weights: readonly number[]) =>
    some.map((row, i) => `${two(weights[i] ?? 0)} ${rowName(row, names)}`).join(' + ');
  switch (mixer.kind) {
    case 'identity':
      return [coefficientsLine(first, policy, names), promptLine(first, system)].filter(Boolean).join('; ');
    case 'linear':
      return `logits = ${weighted(rows, mixer.weights)}`;
    case 'log-probs':
      return `log p = ${weighted(rows, mixer.weights)} + z`;
    case 'divergence':
      return `${divergenceName(mixer.divergence)}: ${weighted(rows.slice(-mixer.weights.length), mixer.weights)}`;
  }
}

/** `brevity 0.5, richness 0.5`: weights of 0 are left out. */
export function weightsLine(weights: Weighting, rewards: readonly Labelled[]): string {
  return rewards
    .flatMap(({ label }, i) => ((weights[i] ?? 0) !== 0 ? [`${label.toLowerCase()} ${minus(Number((weights[i] ?? 0).toFixed(2)))}`] : []))
    .join(', ');
}

/** Slot id to what the slot is for, in the order in which they are told. */
export function slotNames({ slots, points = [] }: SteeredPolicy, rewards: readonly Labelled[]): ReadonlyMap<string, string> {
  return new Map([
    ...(slots.shared === undefined ? [] : [[slots.shared, 'shared'] as const]),
    ...slots.rewards.flatMap((slot, i) => (slot === null ? [] : [[slot, rewards[i]?.label.toLowerCase() ?? slot] as const])),
    ...points.map(({ slot, weights }) => [slot, `trained at ${weightsLine(weights, rewards)}`] as const),
  ]);
}

function coefficientsLine({ coefficients }: RowSpec, { slots, points }: SteeredPolicy, names: ReadonlyMap<string, string>): string {
  const told = [...names].filter(([slot]) => !points || (coefficients[slot] ?? 0) !== 0);
  const others = Object.keys(coefficients).filter((slot) => !names.has(slot) && coefficients[slot] !== 0).length;
  const terms = told.map(([slot, name]) => {
    const coefficient = coefficients[slot] ?? 0;
    return `${slot === slots.shared || points ? coefficient : two(coefficient)} ${name}`;
  });
  if (others > 0) terms.push(`${others} cross ${others === 1 ? 'term' : 'terms'}`);
  return terms.length === 0 ? 'c = 0, no adapter' : `c = ${terms.join(', ')}`;
}

/** A row as a term of a mix: `base`, `brevity`, `(0.34 brevity, 0.66 cheer)`. */
function rowName({ coefficients }: RowSpec, names: ReadonlyMap<string, string>): string {
  const terms = Object.entries(coefficients).filter(([, coefficient]) => coefficient !== 0);
  const [only] = terms;
  if (!only) return 'base';
  const name = (slot: string) => names.get(slot) ?? slot;
  if (terms.length === 1 && only[1] === 1) return name(only[0]);
  return `(${terms.map(([slot, coefficient]) => `${two(coefficient)} ${name(slot)}`).join(', ')})`;
}

function promptLine({ system }: RowSpec, plain: string): string {
  if (system === undefined) return '';
  return `prompt: “${system.startsWith(plain) ? system.slice(plain.length).trim() : system}”`;
}
