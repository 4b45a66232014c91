/** Scores given texts without decoding: how much more likely the policy makes them than the base, and what a learned reward says. */

import type { ScoreRequest, ScoreResult, Scoring, TextScore } from '../requests.ts';
import type { Bank, Forward, PrefillRow } from '../run/forward.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { logProbability } from './log-probability.ts';
import { mixLogits } from './mixer.ts';
import { prefillGroups } from './prefill-groups.ts';
import { type PlannedScore, planScores } from './request.ts';

export interface ScoreOptions {
  /** What the rows' coefficients name; the base alone unless told. */
  readonly bank?: Bank;
  /** Awaited at every chunk of the work; what it throws ends it. */
  readonly between?: () => Promise<void>;
}

/**
 * Scores every text in one pass of the network: its policy's rows, the base and, where the bank has a reward slot, that slot side by side.
 * @throws EngineError 'bad-request' for a request that makes no sense; what `between` throws; errors of the backend.
 */
export async function score(
  forward: Forward,
  tokenizer: Pick<Tokenizer, 'encodeChat' | 'end'>,
  args: Scoring,
  { bank, between }: ScoreOptions = {},
): Promise<ScoreResult> {
  const start = performance.now();
  const plans = planScores({ forward, slots: bank?.slots ?? [] }, tokenizer, args);
  const rewarded = bank?.rewardSlot === undefined ? undefined : rewardRow(bank.slots, bank.rewardSlot, tokenizer.end);
  const scores = new Array<TextScore>(plans.length);
  await prefillGroups(
    forward,
    plans.map((plan, i) => (rewarded ? [...plan.rows, rewarded(args.groups[i] as ScoreRequest)] : plan.rows)),
    (i, { logits, rewards }) => {
      const plan = plans[i] as PlannedScore;
      const value = rewards?.[plan.rows.length]?.[0];
      scores[i] = {
        id: plan.id,
        ...scoreAnswer(plan, logits, forward.vocabulary, args.temperature),
        ...(value === undefined ? {} : { learned: 1 / (1 + Math.exp(-value)) }),
      };
    },
    { ...(bank ? { bank } : {}), ...(between ? { between } : {}) },
  );
  return { groups: scores, totalMs: performance.now() - start };
}

function scoreAnswer(
  { mixer, answer, mixed, base }: PlannedScore,
  logits: readonly Float32Array[],
  vocabulary: number,
  temperature: number,
): Pick<TextScore, 'logRatio' | 'nll'> {
  let logRatio = 0;
  let logLikelihood = 0;
  for (const [position, token] of answer.entries()) {
    const at = (row: number) => (logits[row] as Float32Array).subarray(position * vocabulary, (position + 1) * vocabulary);
    logLikelihood += logProbability(at(base), token, 1);
    if (mixer.kind === 'identity' && mixed[0] === base) continue;
    const policy = mixLogits(mixer, mixed.map(at)).logits;
    logRatio += logProbability(policy, token, temperature) - logProbability(at(base), token, temperature);
  }
  return { logRatio, nll: -logLikelihood / answer.length };
}

/** A learned reward reads the answer alone, without prompt or chat template, up to an end token that is there whether the text ended or not. */
function rewardRow(slots: readonly string[], slot: string, end: number): (text: ScoreRequest) => PrefillRow {
  const coefficients = Float32Array.from(slots, (id) => Number(id === slot));
  return ({ tokens }) => ({ tokens: [...tokens, end], coefficients, logitsFrom: tokens.length });
}
