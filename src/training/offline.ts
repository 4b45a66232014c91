/**
 * The offline stage: learn the best of the base's own answers at each preference (best-of-n distillation). Twin of models/tiller/offline.py.
 *
 * For a prompt and a preference vector w the target is the softmax of w's utility over the prompt's candidates, at a temperature so low that
 * one to three candidates carry it: the optimum of KL-regularised reward maximisation over them (DPO, arXiv 2305.18290, eq. 4). Its samples
 * are learned by maximum likelihood, the stop token too.
 */
import { rateAt } from '../lm/train/schedule.ts';
import { softmax } from '../math/softmax.ts';
import { mean } from '../math/statistics.ts';
import { utilitySettings } from './calibration.ts';
import type { ScoredCandidate } from './candidates.ts';
import { policyOf } from './policy.ts';
import type { Recipe } from './recipe.ts';
import { stepRng } from './step-rng.ts';
import { utility, valuesOf } from './utility.ts';
import { shuffled } from './weighting-draws.ts';

/** An answer to learn from, and under which preference. */
export interface PlannedRow {
  readonly prompt: string;
  /** Token ids, the stop token last where it ends. */
  readonly answer: readonly number[];
  /** The preference vector. */
  readonly weights: readonly number[];
  /** One per slot of the policy. */
  readonly coefficients: readonly number[];
}

export interface OfflineStep {
  readonly rows: readonly PlannedRow[];
  readonly rate: number;
  /** Mean scores of the picked candidates, by reward id and for `guard`. */
  readonly targets: Readonly<Record<string, number>>;
  /** How many candidates carry a target, mean over the prompts: 1 / sum p^2. */
  readonly effective: number;
}

/**
 * What step `step` (from 0) learns from.
 * @throws RangeError when the recipe has no offline stage, there are no candidates, or one lacks a score.
 */
export function offlineStep(recipe: Recipe, candidates: readonly ScoredCandidate[], step: number): OfflineStep {
  const settings = recipe.offline;
  if (!settings) throw new RangeError('the recipe has no offline stage, expected its settings');
  const policy = policyOf(recipe);
  const random = stepRng(recipe, 'offline', step);
  const byPrompt = learnedFrom(recipe, candidates);
  const scale = utilitySettings(recipe.rewards, candidates, settings);
  const prompts = shuffled([...byPrompt.keys()], random).slice(0, settings.groups);
  const weightings = policy.draw(prompts.length, random);
  const picked: { readonly row: PlannedRow; readonly values: readonly number[] }[] = [];
  const effective = prompts.map((prompt, g) => {
    const weights = weightings[g] as number[];
    const rows = byPrompt.get(prompt) as ScoredCandidate[];
    const values = rows.map(({ scores }) => valuesOf(scores, recipe.rewards));
    const target = softmax(values.map((row) => utility(row, weights, scale) / settings.temperature));
    for (const i of picks(target, settings.picks, random)) {
      const row = { prompt, answer: (rows[i] as ScoredCandidate).tokens, weights, coefficients: policy.coefficients(weights) };
      picked.push({ row, values: values[i] as number[] });
    }
    return 1 / target.reduce((sum, p) => sum + p ** 2, 0);
  });
  return {
    rows: picked.map(({ row }) => row),
    rate: rateAt(settings, step),
    targets: Object.fromEntries([...recipe.rewards, 'guard'].map((id, i) => [id, mean(picked.map(({ values }) => values[i] as number))])),
    effective: mean(effective),
  };
}

/** Candidates by prompt, in the order of the pool. Of a dial only the base's own: an ended answer is not close to it. */
function learnedFrom({ axes }: Recipe, candidates: readonly ScoredCandidate[]): Map<string, ScoredCandidate[]> {
  const byPrompt = new Map<string, ScoredCandidate[]>();
  for (const candidate of candidates) {
    if (axes && !candidate.original) continue;
    const rows = byPrompt.get(candidate.prompt);
    if (rows) rows.push(candidate);
    else byPrompt.set(candidate.prompt, [candidate]);
  }
  if (byPrompt.size === 0) throw new RangeError('no candidates to learn from, expected those of a pool');
  return byPrompt;
}

/** Indices drawn from a distribution with replacement, each once, ascending. */
function picks(target: readonly number[], count: number, random: () => number): number[] {
  const drawn = Array.from({ length: count }, () => {
    let rest = random();
    const index = target.findIndex((p) => {
      rest -= p;
      return rest < 0;
    });
    // Rounding may leave the sum just below 1.
    return index < 0 ? target.length - 1 : index;
  });
  return [...new Set(drawn)].sort((a, b) => a - b);
}
