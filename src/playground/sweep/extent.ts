/** From what the page shows to what a sweep is asked: the visible policies, the present sampling, and how far it reaches. */
import { measuredSeed } from '../../packs/measured-sample.ts';
import { formatPane } from '../state/pane-code.ts';
import { samplingOf } from '../state/request-store.ts';
import type { Tiller } from '../state/tiller.ts';
import { evaluationSeed } from './sweep-plan.ts';
import { isWhole } from './sweep-session.ts';
import type { SweepSettings } from './sweep-settings.ts';

/** What a reader chooses of a sweep; all else is as on the page. */
export type Extent = Pick<SweepSettings, 'samples' | 'grid' | 'prompts'>;

/** One text a weighting of a published grid, for one prompt. */
export function usualExtent(prompt: string): Extent {
  return { samples: 1, grid: 'few', prompts: [prompt] };
}

type Page = Pick<Tiller, 'packId' | 'policies' | 'front' | 'panes' | 'request'>;

/**
 * The panes' policies, each once, under the page's own sampling. Over all prompts of the pack the base is among them, as a front is told against
 * it; and where the reader left the seed as the prompt was measured, every other prompt has its own of the evaluation.
 */
export function settingsOf({ packId, policies, front, panes, request }: Page, extent: Extent): SweepSettings {
  const asked = request.getState();
  const choices = panes.getState().panes.map(({ policy, options }) => ({ policy, options }));
  const base = policies.find(({ method }) => method === 'base');
  if (base && isWhole(extent, front)) choices.unshift({ policy: base.id, options: {} });
  const usual = asked.seed === measuredSeed(front, asked.prompt);
  return {
    pack: packId,
    policies: [...new Map(choices.map((choice) => [formatPane(choice), choice])).values()],
    ...extent,
    seed: (usual ? evaluationSeed(front, extent.prompts[0] ?? '') : undefined) ?? asked.seed,
    system: asked.system,
    sampling: samplingOf(asked),
    maxTokens: asked.maxTokens,
  };
}

/** How many of the pack's own prompts may be chosen: 5, 10, 20, 40 … and all. */
export function promptCounts(heldOut: number): number[] {
  const counts = [];
  for (let count = 5; count < heldOut; count *= 2) counts.push(count);
  return heldOut > 0 ? [...counts, heldOut] : [];
}

/** The first of the pack's prompts, the present one before the others where it is among them, so that its texts are of use. */
export function firstPrompts(heldOut: readonly string[], count: number, present: string): string[] {
  const others = heldOut.filter((prompt) => prompt !== present);
  const first = others.length < heldOut.length ? [present, ...others] : others;
  // All of them stand in the pack's own order: that is what a front.json holds.
  return count >= heldOut.length ? [...heldOut] : first.slice(0, count);
}

export type PromptsChoice = 'this' | 'list' | number;

/** What the prompts of a sweep are: a single one, some of the pack's, or a list of the reader's. */
export function choiceOf(prompts: readonly string[], heldOut: readonly string[]): PromptsChoice {
  if (prompts.length === 1) return 'this';
  const own = new Set(heldOut);
  return promptCounts(heldOut.length).includes(prompts.length) && prompts.every((prompt) => own.has(prompt)) ? prompts.length : 'list';
}
