/** From the project to what a run is started with. */
import type { ScoredCandidate } from '../../training/candidates.ts';
import { changedRecipe, defaultRecipe } from '../../training/defaults.ts';
import { promptSplit } from '../../training/prompts.ts';
import { CLOSENESS, type Recipe } from '../../training/recipe.ts';
import type { Project } from '../state/project-schema.ts';
import { type RunPlan, stagesOf } from '../state/run.ts';

/** Tuning prompts of a look. */
const lookPrompts = 4;
/** Looks of a run, about, and the fewest steps between two: a look takes as long as some steps. */
const lookCount = 5;
const lookApart = 10;

/** What of a pool a recipe keeps to. */
type PoolSettings = Pick<Recipe, 'limit' | 'temperature'>;

/** @throws Error that names the setting that does not fit. */
export function recipeOf(project: Pick<Project, 'rewards' | 'training' | 'recipe'>, pool: PoolSettings): Recipe {
  const { effort, method, variant } = project.training;
  const { limit, temperature } = pool;
  const usual = defaultRecipe({ effort, method, ...(variant ? { variant } : {}), rewards: project.rewards, limit, temperature });
  return changedRecipe(usual, project.recipe ?? {});
}

/** What a reader changed of a recipe, without the steps that an effort is made of: another one has its own. */
export function changesBeside(recipe: Project['recipe']): Project['recipe'] {
  const { offline, ...others } = recipe ?? {};
  const { steps: _, groups: __, warm_up: ___, ...kept } = (offline ?? {}) as Readonly<Record<string, unknown>>;
  const changes = { ...others, ...(Object.keys(kept).length > 0 ? { offline: kept } : {}) };
  return Object.keys(changes).length > 0 ? changes : undefined;
}

/** @param labelOf a reward's id in words. @throws as `recipeOf`. */
export function planOf(project: Project, pool: PoolSettings, labelOf: (id: string) => string): RunPlan {
  const recipe = recipeOf(project, pool);
  const { rewards, definitions, prompts } = project;
  const steps = stagesOf(recipe).reduce((sum, stage) => sum + stage.steps, 0);
  return {
    recipe,
    labels: (recipe.axes ?? rewards).map((id) => (id === CLOSENESS ? 'Closeness' : labelOf(id))),
    definitions: definitions.filter(({ id }) => rewards.includes(id)),
    system: prompts.system,
    prompts: promptSplit(prompts),
    looks: { every: Math.max(lookApart, Math.ceil(steps / lookCount)), prompts: lookPrompts },
  };
}

/** Why there is nothing to train on yet, and where to go; undefined where a run can start. */
export function missing(
  project: Pick<Project, 'rewards'>,
  pool: { readonly status: string; readonly scores: { readonly status: string }; readonly scored?: readonly ScoredCandidate[] | undefined },
): { readonly sentence: string; readonly station: 'rewards' | 'pool' } | undefined {
  if (project.rewards.length === 0) return { sentence: 'No reward is chosen yet: training needs one at least.', station: 'rewards' };
  if (pool.scored) return undefined;
  if (pool.status === 'reading' || pool.scores.status === 'scoring')
    return { sentence: 'The answers of the pool are being scored; a moment.', station: 'pool' };
  if (pool.status === 'missing' || pool.status === 'stopped' || pool.status === 'making')
    return { sentence: 'The base has not answered all your prompts yet: training chooses among its answers.', station: 'pool' };
  return { sentence: 'The answers of the pool have no scores.', station: 'pool' };
}
