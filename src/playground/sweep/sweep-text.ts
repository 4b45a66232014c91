/** A text of a sweep, and how one state of it follows from another. */

import { klAxis } from '../../charts/chart-axes.ts';
import type { GroupResult, StopReason, TextScore } from '../../lm/requests.ts';
import type { ScoredText } from '../../measure/live-points.ts';
import type { Weighting } from '../../methods/method.ts';
import type { Scores } from '../state/run.ts';
import type { PlannedText } from './sweep-plan.ts';

/** JSON; kept as it is. */
export interface SweepText extends ScoredText {
  /** Unique within the sweep. */
  readonly key: string;
  readonly policy: string;
  readonly weights: Weighting;
  readonly tokens: readonly number[];
  readonly text: string;
  /** Undefined: not begun, or it grows. A text that was interrupted goes on from its tokens. */
  readonly stop: Exclude<StopReason, 'aborted'> | undefined;
  readonly scores: Scores;
  /** log p - log p_base of the whole text, nats; its mean over a policy's own texts estimates the KL. */
  readonly kl?: number;
  /** Mean of -log p_base over the tokens at temperature 1, nats. */
  readonly nll?: number;
  /** What the pack's learned reward says, in [0, 1]. */
  readonly learned?: number;
}

export function plannedText({ steering: _, ...planned }: PlannedText): SweepText {
  return { ...planned, tokens: [], text: '', stop: undefined, scores: {} };
}

type Made = Pick<SweepText, 'tokens' | 'text' | 'scores' | 'kl' | 'nll' | 'learned'> & { readonly stop?: SweepText['stop'] };

/** What was made of a planned text, e.g. in a file. */
export function savedText(planned: PlannedText, { tokens, text, stop, scores, kl, nll, learned }: Made): SweepText {
  return {
    ...{ ...plannedText(planned), tokens, text, stop, scores },
    ...(kl === undefined ? {} : { kl }),
    ...(nll === undefined ? {} : { nll }),
    ...(learned === undefined ? {} : { learned }),
  };
}

/** As the engine's call ended: whole, or interrupted on its way; what is longer of it and what was there before stays. */
export function resulted(before: SweepText, { tokens, text, stop }: Pick<GroupResult, 'tokens' | 'text' | 'stop'>): SweepText {
  if (stop !== 'aborted') return { ...before, tokens, text, stop };
  return tokens.length > before.tokens.length ? { ...before, tokens, text } : before;
}

/** @param scores What of the pack's rewards the engine's numbers decide; the KL stands among them, as an axis may show it. */
export function measured(before: SweepText, { logRatio, nll, learned }: TextScore, scores: Scores): SweepText {
  const all = { ...before.scores, ...scores, [klAxis]: logRatio };
  return { ...before, kl: logRatio, nll, ...(learned === undefined ? {} : { learned }), scores: all };
}

export function isMeasured({ kl }: SweepText): boolean {
  return kl !== undefined;
}
