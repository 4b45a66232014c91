/** One on-policy step of a run: its answers are sampled by the policy as it is, read by it and by the base, scored word by word, and learned from. */

import type { TrainerClient } from '../../engine/trainer/client.ts';
import type { RowToTrain, StepArgs, Stepped } from '../../engine/trainer/protocol.ts';
import { prefixInputs, type WordEnds, wordEnds } from '../../training/credit.ts';
import type { OnPolicyMemory } from '../../training/on-policy.ts';
import { onPolicyBatch, onPolicyPlan, type PlannedGroup, type ReadAnswer } from '../../training/on-policy.ts';
import type { Recipe } from '../../training/recipe.ts';
import type { Scorable, Scoring } from './scoring.ts';
import type { TokenReader } from './token-reader.ts';

/** An answer that the policy is asked for. */
export interface Ask {
  readonly prompt: string;
  /** One per slot, in the order of the policy's. */
  readonly coefficients: readonly number[];
  readonly seed: number;
}

export interface SampledAnswer {
  /** Token ids, without the end token. */
  readonly tokens: readonly number[];
  /** The policy ended it by itself. */
  readonly finished: boolean;
}

export interface OnPolicyTools {
  /** Answers of the policy as it is now, in the order asked, at the recipe's temperature and limit. */
  readonly sample: (asks: readonly Ask[], signal: AbortSignal) => Promise<readonly SampledAnswer[]>;
  readonly tokens: TokenReader;
  /** Gives every answer a score of every reward, or throws. */
  readonly scoring: Pick<Scoring, 'score'>;
  /** The recipe's rewards, as they are scored. */
  readonly rewards: readonly Scorable[];
  readonly trainer: Pick<TrainerClient, 'logProbabilities' | 'step'>;
}

export interface OnPolicyState {
  readonly recipe: Recipe;
  readonly system: string;
  /** Training prompts. */
  readonly prompts: readonly string[];
  /** Of the recipe's rewards, from its pool's calibration. */
  readonly units: Readonly<Record<string, number>>;
  readonly memory: OnPolicyMemory;
}

export interface OnPolicyStepped {
  /** One a part of the batch. */
  readonly parts: readonly Stepped[];
  readonly rate: number;
  /** Of the next step. */
  readonly memory: OnPolicyMemory;
  readonly kl: number;
  readonly rewards: Readonly<Record<string, number>>;
  readonly finished: number;
  /** Tokens that the policy wrote, and texts that were scored. */
  readonly generatedTokens: number;
  readonly rewardCalls: number;
}

/**
 * @param step of the stage, from 0.
 * @throws the signal's reason when aborted; EngineError 'diverged' and others of the trainer and the engine; what the scoring throws.
 */
export async function takeOnPolicyStep(
  { recipe, system, prompts, units, memory }: OnPolicyState,
  step: number,
  { sample, tokens, scoring, rewards, trainer }: OnPolicyTools,
  signal: AbortSignal,
): Promise<OnPolicyStepped> {
  const plan = onPolicyPlan(recipe, prompts, step, memory);
  const asks = plan.groups.flatMap((group) => group.seeds.map((seed) => ({ group, seed })));
  const sampled = await sample(
    asks.map(({ group: { prompt, coefficients }, seed }) => ({ prompt, coefficients, seed })),
    signal,
  );
  const { decode, end } = await tokens.read(sampled.flatMap((answer) => answer.tokens));
  const answers = sampled.map(({ tokens: body, finished }, i) => {
    const { group } = asks[i] as (typeof asks)[number];
    const whole = finished ? [...body, end] : [...body];
    return { group, tokens: whole, finished, words: wordsOf(recipe, whole, finished, decode) };
  });
  const rows = answers.map(({ group, tokens: answer }): RowToTrain => ({ ...asRow(system, group), answer }));
  const base = rows.map((row) => ({ ...row, coefficients: row.coefficients.map(() => 0) }));
  const { temperature } = recipe;
  const old = await trainer.logProbabilities({ rows, temperature }, { signal });
  const reference = await trainer.logProbabilities({ rows: base, temperature }, { signal });
  const inputs = answers.map(({ group, words, finished }) => prefixInputs(group.prompt, words, finished));
  const scores = await scoring.score(rewards, inputs.flat(), { signal });
  let at = 0;
  const read = answers.map((answer, i): ReadAnswer => {
    const own = scores.slice(at, at + (inputs[i] as unknown[]).length);
    at += own.length;
    return { ...answer, old: old[i] as Float32Array, base: reference[i] as Float32Array, scores: own };
  });
  const groups = plan.groups.map((group) => ({ ...group, answers: read.filter((_, i) => answers[i]?.group === group) }));
  const batch = onPolicyBatch(recipe, units, groups, memory);
  const parts: Stepped[] = [];
  for (const { rows: planned, loss } of batch.parts) {
    const args: StepArgs = {
      rows: planned.map((row) => ({ ...asRow(system, row), answer: row.answer })),
      loss,
      rate: plan.rate,
      temperature,
    };
    // Once the matrices have moved the step is taken to its end: half of one would be no state to go on from.
    parts.push(await trainer.step(args, parts.length === 0 ? { signal } : {}));
  }
  return {
    parts,
    rate: plan.rate,
    ...{ memory: batch.memory, kl: batch.kl, rewards: batch.rewards, finished: batch.finished },
    generatedTokens: answers.reduce((sum, answer) => sum + answer.tokens.length, 0),
    rewardCalls: inputs.flat().length,
  };
}

function asRow(system: string, { prompt, coefficients }: Pick<PlannedGroup, 'prompt' | 'coefficients'>) {
  return { system, prompt, coefficients };
}

/** Where the answer is scored: after every word, or at its end alone where nothing else gets credit. */
function wordsOf(
  { on_policy }: Recipe,
  tokens: readonly number[],
  finished: boolean,
  decode: (ids: readonly number[]) => string,
): WordEnds {
  const words = wordEnds(tokens, finished, decode);
  if (on_policy?.credit !== 'end') return words;
  return { text: words.text, places: words.places.slice(-1), ends: words.ends.slice(-1) };
}
