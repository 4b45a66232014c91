/** From what the page shows to what a sweep is asked. */
import { engineSeed } from '../../measure/plan.ts';
import type { Front } from '../../packs/front.ts';
import { measuredSeed } from '../../packs/measured-sample.ts';
import type { Pack } from '../../packs/pack.ts';
import { samplingOf } from '../state/request-store.ts';
import type { Tiller } from '../state/tiller.ts';
import { promptPlaces } from './sweep-plan.ts';
import type { SweepGrid, SweepSettings } from './sweep-settings.ts';

export interface SweepWish {
  readonly grid: SweepGrid;
  /** `this`: the one that the panes answer; `pack`: all that the pack was measured on; or the reader's own. */
  readonly prompts: 'this' | 'pack' | readonly string[];
  readonly samples: number;
}

/** Those that the pack was measured on; its examples where it was not. */
export function packPrompts(front: Front | undefined, { examples }: Pick<Pack, 'examples'>): readonly string[] {
  return front?.prompts ?? examples;
}

/**
 * The panes' policies under the page's seed and sampling. Over all of the pack's prompts the base is among them, which a front is told against,
 * and under a seed that the reader left as it was the texts are the evaluation's own.
 */
export function settingsOfPage(
  { packId, pack, front, policies, panes, request }: Pick<Tiller, 'packId' | 'pack' | 'front' | 'policies' | 'panes' | 'request'>,
  { grid, prompts: wished, samples }: SweepWish,
): SweepSettings {
  const asked = request.getState();
  const { prompt, seed, system, maxTokens } = asked;
  const prompts = wished === 'this' ? [prompt] : wished === 'pack' ? packPrompts(front, pack) : wished;
  const shown = panes.getState().panes.map(({ policy, options }) => ({ policy, options }));
  const base = policies.find(({ method }) => method === 'base');
  const lacksBase = wished === 'pack' && base !== undefined && shown.every(({ policy }) => policy !== base.id);
  const usual = seed === measuredSeed(front, prompt);
  return {
    pack: packId,
    policies: lacksBase ? [{ policy: base.id, options: {} }, ...shown] : shown,
    grid,
    prompts,
    samples,
    seed: (usual ? evaluationSeed(front, prompts[0]) : undefined) ?? seed,
    system,
    sampling: samplingOf(asked),
    maxTokens,
  };
}

/** What the prompt was first measured with. */
function evaluationSeed(front: Front | undefined, prompt: string | undefined): number | undefined {
  const place = prompt === undefined ? undefined : promptPlaces(front).get(prompt);
  return place === undefined ? undefined : engineSeed(front?.seeds[0] ?? 0, place);
}
