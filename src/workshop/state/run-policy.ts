/** A run's policy as the engine plays it: its adapters as slots, its weightings as rows. */

import type { GroupRequest, SlotSource } from '../../lm/requests.ts';
import type { SlotFiles } from '../../lm/train/export-slots.ts';
import { cornerWeighting, equalWeighting } from '../../math/simplex.ts';
import { policyOf } from '../../training/policy.ts';
import type { Recipe } from '../../training/recipe.ts';
import { axesOf } from './run.ts';

/** Slots given as bytes. @param name Of these numbers: two sources of one name are the same adapter. */
export function slotsOf(adapters: readonly SlotFiles[], name: string): SlotSource[] {
  return adapters.map(({ id, config, tensors }) => ({
    id,
    key: `${name}/${id}`,
    files: { config: new Blob([config]), tensors: new Blob([tensors]) },
  }));
}

/** One row with the coefficients of a weighting. */
export function steeringOf(recipe: Recipe, weights: readonly number[]): GroupRequest['steering'] {
  const { slots, coefficients } = policyOf(recipe);
  const values = coefficients(weights);
  return {
    rows: [{ coefficients: Object.fromEntries(slots.map(({ name }, i) => [name, values[i] as number])) }],
    mixer: { kind: 'identity' },
  };
}

/** Where a look reads the policy: at every corner and the centre, or where it was trained. */
export function lookWeightings(recipe: Recipe): readonly (readonly number[])[] {
  if (recipe.method === 'gold' && recipe.gold) return recipe.gold;
  const count = axesOf(recipe).length;
  return [...Array.from({ length: count }, (_, corner) => cornerWeighting(count, corner)), equalWeighting(count)];
}
