/** What a page of a pack shows where its link says nothing. */
import { equalWeighting } from '../../math/simplex.ts';
import type { Weighting } from '../../methods/method.ts';
import { measuredSeed } from '../../packs/measured-sample.ts';
import type { PackSource } from '../../packs/pack-source.ts';
import type { PaneChoice } from './panes-store.ts';
import type { Request } from './request-store.ts';
import type { UrlState } from './url-state.ts';
import { packPolicies, usualPanes } from './usual-panes.ts';

/** Everything of the page that a link sets, but its pack and its backend. */
export interface PageState extends Request, Pick<UrlState, 'view' | 'why' | 'x' | 'y' | 'show' | 'hide'> {
  readonly weights: Weighting;
  readonly beyond: boolean;
  readonly panes: readonly PaneChoice[];
}

/**
 * The page that a link asks for: a parameter that it lacks has its default, whatever was on the page before.
 * @param seed Of a prompt that was not measured, unsigned 32-bit.
 */
export function pageOfLink(state: UrlState, { pack, front }: Pick<PackSource, 'pack' | 'front'>, seed: number): PageState {
  const { view, why, x, y, show, hide } = state;
  const prompt = state.prompt ?? pack.examples[0] ?? '';
  return {
    ...{ view, why, x, y, show, hide },
    prompt,
    system: state.system ?? pack.system,
    beyond: state.beyond ?? false,
    weights: state.weights ?? equalWeighting(pack.rewards.length),
    panes: state.panes ?? usualPanes(packPolicies(pack)),
    seed: state.seed ?? measuredSeed(front, prompt) ?? seed,
    temperature: state.temperature ?? pack.temperature,
    topK: state.topK ?? 0,
    topP: state.topP ?? 1,
    minP: state.minP ?? 0,
    repetitionPenalty: state.repetitionPenalty ?? 1,
    maxTokens: state.maxTokens ?? pack.maxTokens,
  };
}
