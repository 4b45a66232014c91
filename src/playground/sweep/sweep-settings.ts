/** What a sweep is asked: which policies, over which weightings, on which prompts. */
import type { Sampling } from '../../lm/requests.ts';
import { edgeGrid, measuredGrid, tenthsGrid } from '../../math/simplex.ts';
import { measuredWeightings } from '../../measure/plan.ts';
import type { Weighting } from '../../methods/method.ts';
import { findMethod } from '../../methods/registry.ts';
import type { Pack, Policy } from '../../packs/pack.ts';
import type { PaneChoice } from '../state/panes-store.ts';

/** `edge`: the edges of the simplex in tenths; `few`: as a published front; `all`: all of the simplex in tenths. */
export type SweepGrid = 'edge' | 'few' | 'all';

/** JSON; part of what is kept. */
export interface SweepSettings {
  /** What the address calls the pack. */
  readonly pack: string;
  /** Each once. */
  readonly policies: readonly PaneChoice[];
  readonly grid: SweepGrid;
  readonly prompts: readonly string[];
  /** Texts of every prompt at every weighting, 1 to 8, each from noise of its own. */
  readonly samples: number;
  /** Of the first prompt's first sample, unsigned 32-bit. */
  readonly seed: number;
  readonly system: string;
  readonly sampling: Sampling;
  readonly maxTokens: number;
}

export const sampleLimit = 8;

/** Texts of one sweep, at most: what the page can hold and draw. */
export const textLimit = 20_000;

/** The weightings that a policy is swept over; one empty one where no weight steers it. */
export function sweepWeightings(
  policy: Pick<Policy, 'method' | 'points'>,
  grid: SweepGrid,
  pack: Pick<Pack, 'rewards' | 'policies'>,
): readonly Weighting[] {
  if (grid === 'few' || findMethod(policy.method).steers !== 'everywhere') return measuredWeightings(policy, pack);
  const count = pack.rewards.length;
  if (count < 3) return measuredGrid(count);
  return grid === 'edge' ? edgeGrid(count) : tenthsGrid(count);
}

/** Why a sweep cannot be made, in a sentence; undefined where it can. */
export function settingsComplaint({ policies, prompts, samples }: SweepSettings, texts: number): string | undefined {
  if (policies.length === 0) return 'A sweep needs at least one method; there is none.';
  if (prompts.length === 0 || prompts.some((prompt) => prompt.trim() === '')) return 'A sweep needs a prompt of at least one word each.';
  if (!(Number.isInteger(samples) && samples >= 1 && samples <= sampleLimit)) {
    return `A sweep takes 1 to ${sampleLimit} samples, not ${samples}.`;
  }
  if (texts > textLimit)
    return `This sweep would be ${texts.toLocaleString('en')} texts; expected at most ${textLimit.toLocaleString('en')}.`;
  return undefined;
}
