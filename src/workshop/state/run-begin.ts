/** Runs before their first step: new ones, and forks of others. */
import type { Recipe } from '../../training/recipe.ts';
import { type KeptRun, type RunPlan, stagesOf } from './run.ts';
import { atCheckpoint } from './run-drive.ts';

const stepsOf = (recipe: Recipe) => stagesOf(recipe).reduce((sum, { steps }) => sum + steps, 0);

/** What a run is called, and who made it. */
export interface Birth {
  readonly id: string;
  readonly date: string;
  readonly commit: string;
}

export function newRun(plan: RunPlan, birth: Birth): KeptRun {
  return {
    ...birth,
    plan,
    base: { name: '', sha256: '' },
    status: 'paused',
    step: 0,
    steps: stepsOf(plan.recipe),
    log: [],
    looks: [],
    checkpoints: [],
    cost: { seconds: 0, generatedTokens: 0, rewardCalls: 0 },
  };
}

/**
 * A run that stands where another stood after so many steps.
 * @param recipe the other's with what was changed.
 * @throws Error of one sentence where no step is left.
 */
export function forkedRun(parent: KeptRun, step: number, recipe: Recipe, birth: Birth): KeptRun {
  const steps = stepsOf(recipe);
  if (steps <= step) throw new Error(`The fork has ${steps} steps, expected more than the ${step} that are taken.`);
  const there = atCheckpoint({ ...parent, checkpoints: step > 0 ? [step] : [] });
  return {
    ...there,
    ...birth,
    status: 'paused',
    failure: undefined,
    plan: { ...parent.plan, recipe, from: { run: parent.id, step } },
    steps,
  };
}

/** An id by a date, to the second; of two in one second the later has a number. */
export function newRunId(date: string, taken: readonly string[]): string {
  const stem = `run-${date.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`;
  for (let n = 1; ; n++) {
    const id = n === 1 ? stem : `${stem}-${n}`;
    if (!taken.includes(id)) return id;
  }
}
