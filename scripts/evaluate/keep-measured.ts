/** A front grows over several sessions: what was measured before stays, though its adapters or its answers are gone. */
import type { Front } from '../../src/packs/front.ts';

/**
 * `front` with the policies of `earlier` that it lacks, and with the comparisons among these. Policies of the two are not compared with one
 * another: no answers of the earlier ones are left.
 * @throws Error when the two are not of the same prompts, seeds and ruler.
 */
export function keepMeasured(front: Front, earlier: Front): Front {
  checkRuler(front, earlier);
  const measured = new Set(front.policies.map(({ id }) => id));
  const kept = earlier.policies.filter(({ id }) => !measured.has(id));
  const ids = new Set(kept.map(({ id }) => id));
  return {
    ...front,
    policies: [...kept, ...front.policies].sort((a, b) => rank(a.id, earlier) - rank(b.id, earlier)),
    comparisons: [...earlier.comparisons.filter(({ policy, less }) => ids.has(policy) && ids.has(less)), ...front.comparisons],
  };
}

/**
 * `earlier` with the policies of `front` that it lacks or has at fewer weightings, and with the comparisons that these are in. A policy that both have was answered again
 * to be compared with; its published numbers, samples and comparisons stay.
 * @throws Error when the two are not of the same prompts, seeds and ruler.
 */
export function addMeasured(front: Front, earlier: Front): Front {
  checkRuler(front, earlier);
  const measured = (id: string, { policies }: Front) => policies.find((policy) => policy.id === id)?.points.length ?? -1;
  const isNew = (id: string) => measured(id, front) > measured(id, earlier);
  return {
    ...earlier,
    policies: [
      ...earlier.policies.filter(({ id }) => !isNew(id)),
      ...front.policies.flatMap((policy) => (isNew(policy.id) ? [{ ...policy, commit: front.commit }] : [])),
    ],
    comparisons: [
      ...earlier.comparisons.filter(({ policy, less }) => !isNew(policy) && !isNew(less)),
      ...front.comparisons.filter(({ policy, less }) => isNew(policy) || isNew(less)),
    ],
  };
}

function checkRuler(front: Front, earlier: Front): void {
  const rulerOf = ({ pack, base, seeds, prompts, reference, scale }: Front) =>
    JSON.stringify({ pack, base, seeds, prompts, reference, scale });
  if (rulerOf(front) !== rulerOf(earlier))
    throw new Error(`the earlier front of ${earlier.pack} has other prompts, seeds, reference or scale: its policies cannot be kept`);
}

/** The earlier file's order, then what is new. */
function rank(id: string, { policies }: Front): number {
  const place = policies.findIndex((policy) => policy.id === id);
  return place < 0 ? policies.length : place;
}
