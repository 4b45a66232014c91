/** How long a recipe will take here, from runs that this browser keeps. An estimate: runs of other sizes say it less well. */
import { type Pace, type Sizes, secondsLeft, sizesOf, stepsWithin, stepWork } from '../../training/budget.ts';
import type { Candidate } from '../../training/candidates.ts';
import type { Recipe } from '../../training/recipe.ts';
import type { KeptRun } from '../state/run.ts';

/** Tokens of a prompt in its chat, about. */
const PROMPT = 60;

/** Seconds of all steps, looks apart; undefined where no step was ever taken here. */
export function estimatedSeconds(recipe: Recipe, candidates: readonly Candidate[], runs: readonly KeptRun[]): number | undefined {
  const seen = paceHere(candidates, runs);
  return seen && secondsLeft(recipe, seen.sizes, seen.pace, { offline: 0, on_policy: 0 });
}

/** Steps on the pool so that all of a recipe takes so many seconds, one at least; undefined where no step was ever taken here. */
export function stepsThatFit(
  seconds: number,
  recipe: Recipe,
  candidates: readonly Candidate[],
  runs: readonly KeptRun[],
): number | undefined {
  const seen = paceHere(candidates, runs);
  if (!seen) return undefined;
  const onPolicy = secondsLeft(recipe, seen.sizes, seen.pace, { offline: Number.POSITIVE_INFINITY, on_policy: 0 });
  return stepsWithin(seconds - onPolicy, recipe, 'offline', seen.sizes, seen.pace);
}

function paceHere(candidates: readonly Candidate[], runs: readonly KeptRun[]): { readonly sizes: Sizes; readonly pace: Pace } | undefined {
  const past = runs.findLast(({ log }) => log.length > 0);
  if (!past || candidates.length === 0) return undefined;
  const sizes = sizesOf(candidates, PROMPT);
  const pace = past.log.reduce(
    (sum: Pace, { stage, ms }) => ({ tokens: sum.tokens + stepWork(past.plan.recipe, stage, sizes), seconds: sum.seconds + ms / 1000 }),
    { tokens: 0, seconds: 0 },
  );
  return { sizes, pace };
}
