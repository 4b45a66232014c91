/**
 * The on-policy stage: policy gradient with token credit, KL to the base in the reward, PPO's clip. Twin of models/tiller/on_policy.py.
 *
 * Every group of answers shares a prompt and a preference vector. A step is planned here (`onPolicyPlan`), its answers are sampled, scored and read
 * by the policy and by the base elsewhere, and from all that come the rows and losses of its gradient steps (`onPolicyBatch`).
 */
import type { KlTerm, LossSpec } from '../lm/train/losses.ts';
import { rateAt } from '../lm/train/schedule.ts';
import { mean } from '../math/statistics.ts';
import { advantagesOf, rewardTrace, type WordEnds } from './credit.ts';
import { groupGains } from './group-gains.ts';
import { type FrontArchive, observed } from './guided-draw.ts';
import { type KlPrices, priceAt, reprice } from './kl-price.ts';
import type { PlannedRow } from './offline.ts';
import { policyOf } from './policy.ts';
import type { OnPolicySettings, Recipe } from './recipe.ts';
import { stepRng } from './step-rng.ts';
import { valuesOf } from './utility.ts';
import { shuffled } from './weighting-draws.ts';

/** What the stage remembers from step to step. A checkpoint holds it. */
export interface OnPolicyMemory extends KlPrices {
  /** Of draws that the front guides. */
  readonly archive?: FrontArchive;
}

/** Answers to sample: one prompt, one preference vector. */
export interface PlannedGroup {
  readonly prompt: string;
  readonly weights: readonly number[];
  /** One per slot of the policy. */
  readonly coefficients: readonly number[];
  /** One per answer, unsigned 32-bit. */
  readonly seeds: readonly number[];
}

export interface OnPolicyPlan {
  readonly groups: readonly PlannedGroup[];
  readonly rate: number;
}

/** A sampled answer with what was found out about it. */
export interface ReadAnswer {
  /** Token ids, the stop token last where it ended by itself; at least one. */
  readonly tokens: readonly number[];
  readonly finished: boolean;
  /** log p of each token under the policy that sampled it, and under the base, both at the temperature. */
  readonly old: Float32Array;
  readonly base: Float32Array;
  /** Where its words end, and the scores of the inputs that `prefixInputs` makes of them: the last are those of the whole answer. */
  readonly words: Pick<WordEnds, 'places'>;
  readonly scores: readonly Readonly<Record<string, number>>[];
}

export interface ReadGroup extends PlannedGroup {
  readonly answers: readonly ReadAnswer[];
}

/** One gradient step of a batch. */
export interface BatchPart {
  readonly rows: readonly PlannedRow[];
  readonly loss: LossSpec;
}

export interface OnPolicyBatch {
  readonly parts: readonly BatchPart[];
  /** For the next step. */
  readonly memory: OnPolicyMemory;
  /** Nats an answer against the base, mean over the groups. */
  readonly kl: number;
  /** Each reward's mean over the answers, weighed by the preference for it, and the guard's mean. */
  readonly rewards: Readonly<Record<string, number>>;
  /** Share of the answers that ended by themselves. */
  readonly finished: number;
}

/**
 * @param memory after the step before; absent at the first.
 * @throws RangeError when the recipe has no on-policy stage or there are no prompts.
 */
export function onPolicyPlan(recipe: Recipe, prompts: readonly string[], step: number, memory?: OnPolicyMemory): OnPolicyPlan {
  const settings = settingsOf(recipe);
  if (prompts.length === 0) throw new RangeError('no prompts to sample answers to, expected those of training');
  const policy = policyOf(recipe);
  const random = stepRng(recipe, 'on_policy', step);
  const chosen = shuffled(prompts, random).slice(0, settings.groups);
  const weightings = policy.draw(chosen.length, random, memory?.archive);
  const groups = chosen.map((prompt, g) => {
    const weights = weightings[g] as number[];
    const seeds = Array.from({ length: settings.samples }, () => Math.floor(random() * 2 ** 32));
    return { prompt, weights, coefficients: policy.coefficients(weights), seeds };
  });
  return { groups, rate: rateAt(settings, step) };
}

/**
 * @param units of the recipe's rewards, by id: those of its pool's calibration.
 * @param memory of this step.
 * @throws RangeError when a group has fewer than two answers, or a score is missing or not finite.
 */
export function onPolicyBatch(
  recipe: Recipe,
  units: Readonly<Record<string, number>>,
  groups: readonly ReadGroup[],
  memory: OnPolicyMemory,
): OnPolicyBatch {
  const settings = settingsOf(recipe);
  const nats = groups.map(({ answers }) => mean(answers.map((answer) => logRatios(answer).reduce((sum, ratio) => sum + ratio, 0))));
  const advantages = groups.map((group) => groupAdvantages(recipe, units, group, memory));
  const size = Math.ceil(groups.length / settings.parts);
  const parts = Array.from({ length: Math.ceil(groups.length / size) }, (_, part) => {
    const own = groups.slice(part * size, (part + 1) * size);
    return {
      rows: own.flatMap(({ prompt, weights, coefficients, answers }) =>
        answers.map(({ tokens }) => ({ prompt, answer: tokens, weights, coefficients })),
      ),
      loss: {
        kind: 'policy-gradient' as const,
        old: own.flatMap(({ answers }) => answers.map(({ old }) => old)),
        advantages: advantages.slice(part * size, (part + 1) * size).flat(),
        clip: settings.clip,
        ...(settings.kl_as === 'loss' ? { kl: klTerm(recipe, own, memory) } : {}),
      },
    };
  });
  const weightings = groups.map(({ weights }) => weights);
  return {
    parts,
    memory: {
      ...reprice(memory, weightings, nats, settings),
      ...(recipe.draw.guided
        ? {
            archive: observed(
              memory.archive,
              weightings,
              groups.map((group) => meanRewards(recipe, group)),
            ),
          }
        : {}),
    },
    kl: mean(nats),
    rewards: rewardsOf(recipe, groups),
    finished: mean(groups.flatMap(({ answers }) => answers.map(({ finished }) => (finished ? 1 : 0)))),
  };
}

function settingsOf({ on_policy }: Recipe): OnPolicySettings {
  if (!on_policy) throw new RangeError('the recipe has no on-policy stage, expected its settings');
  return on_policy;
}

function logRatios({ tokens, old, base }: ReadAnswer): number[] {
  return tokens.map((_, t) => (old[t] as number) - (base[t] as number));
}

/** Of every token of a group's answers: its gain less what its log-ratio to the base costs, summed over what follows, against the others. */
function groupAdvantages(recipe: Recipe, units: Readonly<Record<string, number>>, group: ReadGroup, prices: KlPrices): Float32Array[] {
  const { rewards } = recipe;
  const settings = settingsOf(recipe);
  const { prompt, weights, answers } = group;
  if (answers.length < 2) throw new RangeError(`${answers.length} answers to ${JSON.stringify(prompt)}, expected a group of at least 2`);
  const scale = { units: rewards.map((id) => units[id] as number), guard: settings.guard, scalarisation: settings.scalarisation };
  const traces = answers.map(({ words, scores }) => {
    const values = scores.map((each) => valuesOf(each, rewards));
    return rewardTrace(words, values);
  });
  const price = settings.kl_as === 'loss' ? 0 : priceOf(recipe, weights, prices);
  const gains = groupGains(traces, weights, scale, settings).map((row, i) => {
    const ratios = logRatios(answers[i] as ReadAnswer);
    return row.map((gain, t) => gain - price * (ratios[t] as number));
  });
  return advantagesOf(gains, settings.discount);
}

/** Of a nat, at a weighting. */
function priceOf(recipe: Recipe, weights: readonly number[], prices: KlPrices): number {
  return policyOf(recipe).klPrice(weights) * priceAt(weights, prices);
}

/** What the answers of some groups pay for KL as a term of the loss. */
function klTerm(recipe: Recipe, groups: readonly ReadGroup[], prices: KlPrices): KlTerm {
  return {
    base: groups.flatMap(({ answers }) => answers.map(({ base }) => base)),
    prices: groups.flatMap(({ weights, answers }) => answers.map(() => priceOf(recipe, weights, prices))),
  };
}

/** Of a group's answers, in the order of the rewards. */
function meanRewards({ rewards }: Recipe, { answers }: ReadGroup): number[] {
  const finals = answers.map(({ scores }) => valuesOf(scores.at(-1) ?? {}, rewards));
  return rewards.map((_, i) => mean(finals.map((values) => values[i] as number)));
}

function rewardsOf({ rewards }: Recipe, groups: readonly ReadGroup[]): Record<string, number> {
  const finals = groups.flatMap(({ weights, answers }) =>
    answers.map(({ scores }) => ({ weights, values: valuesOf(scores.at(-1) ?? {}, rewards) })),
  );
  const byReward = rewards.map((id, i) => {
    const asked = finals.reduce((sum, { weights }) => sum + (weights[i] as number), 0);
    const earned = finals.reduce((sum, { weights, values }) => sum + (weights[i] as number) * (values[i] as number), 0);
    return [id, earned / Math.max(1e-9, asked)] as const;
  });
  return Object.fromEntries([...byReward, ['guard', mean(finals.map(({ values }) => values[rewards.length] as number))]]);
}
