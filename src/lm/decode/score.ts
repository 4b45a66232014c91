/** Scores given texts without decoding: how much more likely the policy makes them than the base, and what a learned reward says. */

import { sigmoid } from '../../math/softmax.ts';
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
  const plans = planScores({ forward, bank }, tokenizer, args);
  const rewarded = bank?.rewardSlot === undefined ? undefined : rewardRow(bank.slots, bank.rewardSlot, tokenizer.end);
  const sums = plans.map(() => ({ logRatio: 0, logLikelihood: 0 }));
  const learned = plans.map((): number | undefined => undefined);
  await prefillGroups(
    forward,
    [...plans.map(({ rows }) => rows), ...(rewarded ? args.groups.map((text) => [rewarded(text)]) : [])],
    (i, position, logits, rewards) => {
      const plan = plans[i];
      if (plan) addPosition(sums[i] as Sums, plan, position, logits, args.temperature);
      else learned[i - plans.length] = sigmoid(rewards?.[0]?.[0] as number);
    },
    { ...(bank ? { bank } : {}), ...(between ? { between } : {}) },
  );
  const groups = plans.map(({ id, answer }, i): TextScore => {
    const { logRatio, logLikelihood } = sums[i] as Sums;
    const value = learned[i];
    return { id, logRatio, nll: -logLikelihood / answer.length, ...(value === undefined ? {} : { learned: value }) };
  });
  return { groups, totalMs: performance.now() - start };
}

/** Sums over an answer's tokens, in nats. */
interface Sums {
  logRatio: number;
  logLikelihood: number;
}

function addPosition(
  sums: Sums,
  { mixer, answer, mixed, base }: PlannedScore,
  position: number,
  rows: readonly Float32Array[],
  temperature: number,
): void {
  const token = answer[position] as number;
  const at = (row: number) => rows[row] as Float32Array;
  sums.logLikelihood += logProbability(at(base), token, 1);
  if (mixer.kind === 'identity' && mixed[0] === base) return;
  const policy = mixLogits(mixer, mixed.map(at)).logits;
  sums.logRatio += logProbability(policy, token, temperature) - logProbability(at(base), token, temperature);
}

/** A learned reward reads the answer alone, without prompt or chat template, up to an end token that is there whether the text ended or not. */
function rewardRow(slots: readonly string[], slot: string, end: number): (text: ScoreRequest) => PrefillRow {
  const coefficients = Float32Array.from(slots, (id) => Number(id === slot));
  return ({ tokens }) => ({ tokens: [...tokens, end], coefficients, logitsFrom: tokens.length });
}
