/** How long a recipe will take here, from runs that this browser keeps. An estimate: runs of other sizes say it less well. */
import { type Pace, secondsLeft, sizesOf, stepWork } from '../../training/budget.ts';
import type { Candidate } from '../../training/candidates.ts';
import type { Recipe } from '../../training/recipe.ts';
import type { KeptRun } from '../state/run.ts';

/** Tokens of a prompt in its chat, about. */
const PROMPT = 60;

/** Seconds of all steps, looks apart; undefined where no step was ever taken here. */
export function estimatedSeconds(recipe: Recipe, candidates: readonly Candidate[], runs: readonly KeptRun[]): number | undefined {
  const past = runs.findLast(({ log }) => log.length > 0);
  if (!past || candidates.length === 0) return undefined;
  const sizes = sizesOf(candidates, PROMPT);
  const pace = past.log.reduce(
    (sum: Pace, { stage, ms }) => ({ tokens: sum.tokens + stepWork(past.plan.recipe, stage, sizes), seconds: sum.seconds + ms / 1000 }),
    { tokens: 0, seconds: 0 },
  );
  return secondsLeft(recipe, sizes, pace, { offline: 0, on_policy: 0 });
}
