/** The workshop's recipes, as they are before a reader changes anything. */

import { parseFile } from '../lm/parse-file.ts';
import { equalWeighting } from '../math/simplex.ts';
import { CLOSENESS, type OfflineSettings, type OnPolicySettings, type Recipe, RecipeSchema } from './recipe.ts';

/** quick: a slider that moves its reward, in minutes. usual: the steps of the shipped packs. thorough: twice that, and on-policy steps after it. */
export const EFFORTS = ['quick', 'usual', 'thorough'] as const;
export type Effort = (typeof EFFORTS)[number];

export interface RecipeChoice {
  readonly effort: Effort;
  /** Default: clp. One reward alone is always a dial. */
  readonly method?: Recipe['method'];
  readonly variant?: Recipe['variant'];
  /** One to three ids; one alone is set against closeness to the base. */
  readonly rewards: readonly string[];
  /** Of the pool that is learned from. */
  readonly limit: number;
  readonly temperature: number;
  /** Default 1. */
  readonly seed?: number;
}

/** Of Adam, per step and number. */
const RATE = 1e-3;
/** A dial has one slot, at its strength, where CLP has two: at the usual rate it hardly leaves the base in a short run. */
const DIAL_RATE = 3e-3;
/** Vectors before the prompt are few, and as large as embeddings: at the usual rate they would stay where they begin. */
const SOFT_RATE = 1e-2;

/** What the packs of models/runs share. Steps are what Adam moves by: a short run has as many as it can, of few prompts each. */
const OFFLINE: Readonly<Record<Effort, OfflineSettings>> = {
  quick: offline({ steps: 30, groups: 5, warm_up: 4 }),
  usual: offline({ steps: 60, groups: 8, warm_up: 5 }),
  thorough: offline({ steps: 100, groups: 12, warm_up: 5 }),
};

function offline(own: Pick<OfflineSettings, 'steps' | 'groups' | 'warm_up'>): OfflineSettings {
  const shared = {
    picks: 2,
    temperature: 0.1,
    guard: 4,
    rate: 1e-3,
    shared_factor: 0.3,
    final_rate: 0.4,
    scalarisation: 'linear',
  } as const;
  return { ...own, ...shared };
}

/** On-policy steps, where a reader wants them: smaller batches than the packs', and GDPO's normalisation, which asks for no tuning of units. */
export const ON_POLICY: OnPolicySettings = {
  steps: 12,
  groups: 4,
  samples: 4,
  parts: 2,
  guard: 4,
  discount: 0.96,
  clip: 0.2,
  credit: 'r3hf',
  kl_price: 0.06,
  kl_target: 8,
  kl_as: 'gain',
  normalise: 'gdpo',
  scalarisation: 'linear',
  rate: 6e-4,
  warm_up: 3,
  shared_factor: 0.2,
  final_rate: 0.4,
};

/** The on-policy settings of a method; a soft prompt goes as much faster there as on the pool. */
export function onPolicyOf(method: Recipe['method']): OnPolicySettings {
  return method === 'soft-prompt' ? { ...ON_POLICY, rate: (ON_POLICY.rate * SOFT_RATE) / RATE } : ON_POLICY;
}

/** The recipe of a choice. */
export function defaultRecipe({ effort, variant, rewards, limit, temperature, seed = 1, ...choice }: RecipeChoice): Recipe {
  const dial = rewards.length === 1;
  const method = dial ? 'clp' : (choice.method ?? 'clp');
  return {
    method,
    ...(variant && !dial && method === 'clp' ? { variant } : {}),
    rewards: [...rewards],
    ...(dial ? { axes: [...rewards, CLOSENESS] } : {}),
    limit,
    temperature,
    seed,
    bank: method === 'soft-prompt' ? { rank: 8, scale: 1 } : { rank: 4, scale: 4 },
    offline: { ...OFFLINE[effort], rate: dial ? DIAL_RATE : method === 'soft-prompt' ? SOFT_RATE : RATE },
    ...(effort === 'thorough' ? { on_policy: onPolicyOf(method) } : {}),
    // Between two rewards half of the simplex says little: corners make the ends of the slider.
    draw: { alpha: 1, corner_share: rewards.length === 2 ? 0.5 : 0.3 },
    ...(method === 'gold' ? { gold: [equalWeighting(rewards.length)] } : {}),
  };
}

/**
 * A recipe with what a reader changed: fields of its stages, bank and draw one by one, all others as wholes. Fields of an on-policy stage that the
 * recipe does not have are those of one that is added; null takes a part away, also from a file, which could not hold undefined.
 */
export type RecipeChanges = Readonly<Record<string, unknown>>;

/** @throws Error that names the field, what was expected and what came. */
export function changedRecipe(recipe: Recipe, changes: RecipeChanges): Recipe {
  const before: Readonly<Record<string, unknown>> = { on_policy: ON_POLICY, ...recipe };
  const merged = Object.entries(changes).map(([key, value]) => [
    key,
    isFields(value) && isFields(before[key]) ? { ...before[key], ...value } : (value ?? undefined),
  ]);
  return parseFile(RecipeSchema, { ...recipe, ...Object.fromEntries(merged) }, 'recipe');
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
