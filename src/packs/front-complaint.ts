/** What of a front's fields does not go together, or not with its pack: a front without a complaint can be drawn. */
import { sameWeighting } from '../math/simplex.ts';
import { type Complaint, firstTwice } from './fields.ts';

interface CheckedFront {
  readonly pack: string;
  readonly base: string;
  readonly seeds: readonly number[];
  readonly prompts: readonly string[];
  readonly reference: readonly number[];
  readonly scale?: readonly (readonly [number, number])[];
  readonly policies: readonly {
    readonly id: string;
    readonly points: readonly { readonly weights: readonly number[]; readonly rewards: Readonly<Record<string, unknown>> }[];
  }[];
  readonly comparisons: readonly { readonly policy: string; readonly less: string }[];
  readonly trained?: readonly { readonly policy: string; readonly weights: readonly number[] }[];
}

/** The first field that does not go with the others, or undefined. */
export function frontComplaint(front: CheckedFront): Complaint | undefined {
  return repeated(front) ?? scaleComplaint(front) ?? pointsComplaint(front) ?? namesComplaint(front);
}

function repeated({ seeds, prompts, policies }: CheckedFront): Complaint | undefined {
  const lists: readonly (readonly [string, readonly (string | number)[], string?])[] = [
    ['seeds', seeds],
    ['prompts', prompts],
    ['policies', policies.map(({ id }) => id), 'id'],
  ];
  for (const [field, values, key] of lists) {
    const twice = firstTwice(values);
    if (twice) return { field: [field, twice.index, ...(key ? [key] : [])], expected: 'one that is not there before', got: twice.value };
  }
  return undefined;
}

function scaleComplaint({ reference, scale = [] }: CheckedFront): Complaint | undefined {
  if (scale.length > 0 && scale.length !== reference.length) {
    return { field: ['scale'], expected: `${reference.length} pairs, one a reward`, got: `${scale.length}` };
  }
  const index = scale.findIndex(([low, high]) => !(low < high));
  return index < 0 ? undefined : { field: ['scale', index], expected: 'a lower and a higher value', got: scale[index] };
}

function pointsComplaint({ reference, policies }: CheckedFront): Complaint | undefined {
  const count = reference.length;
  const measured = Object.keys(policies.find(({ points }) => points.length > 0)?.points[0]?.rewards ?? {});
  for (const [i, { points }] of policies.entries()) {
    for (const [j, { weights, rewards }] of points.entries()) {
      const field = ['policies', i, 'points', j] as const;
      if (!isWeighting(weights, count))
        return { field: [...field, 'weights'], expected: `${count} weights that sum to 1, or none`, got: weights };
      if (points.slice(0, j).some((point) => sameWeighting(point.weights, weights))) {
        return { field: [...field, 'weights'], expected: 'a weighting that this policy has not before', got: weights };
      }
      const missing = measured.find((reward) => !Object.hasOwn(rewards, reward));
      if (missing !== undefined) return { field: [...field, 'rewards', missing], expected: 'a mean, as every point has', got: undefined };
    }
  }
  return undefined;
}

function isWeighting(weights: readonly number[], count: number): boolean {
  return weights.length === 0 || (weights.length === count && Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) <= 1e-5);
}

function namesComplaint({ policies, comparisons, trained = [], reference }: CheckedFront): Complaint | undefined {
  const known = policies.map(({ id }) => id);
  for (const [i, { policy, less }] of comparisons.entries()) {
    if (!known.includes(policy)) return { field: ['comparisons', i, 'policy'], expected: `one of ${known.join(', ')}`, got: policy };
    if (!known.includes(less)) return { field: ['comparisons', i, 'less'], expected: `one of ${known.join(', ')}`, got: less };
  }
  for (const [i, { policy, weights }] of trained.entries()) {
    if (!known.includes(policy)) return { field: ['trained', i, 'policy'], expected: `one of ${known.join(', ')}`, got: policy };
    if (weights.length !== reference.length || !isWeighting(weights, reference.length)) {
      return { field: ['trained', i, 'weights'], expected: `${reference.length} weights that sum to 1`, got: weights };
    }
  }
  return undefined;
}

/** The first field of a front that says it was measured of something else than this pack, or undefined. */
export function foreignFront(
  { pack, base, reference, policies }: CheckedFront,
  of: { readonly id: string; readonly base: string; readonly rewards: readonly string[] },
): Complaint | undefined {
  if (pack !== of.id) return { field: ['pack'], expected: `"${of.id}"`, got: pack };
  if (base !== of.base) return { field: ['base'], expected: `the pack's, ${of.base.slice(0, 10)}…`, got: `${base.slice(0, 10)}…` };
  if (reference.length !== of.rewards.length) {
    return { field: ['reference'], expected: `${of.rewards.length} values, one a reward`, got: reference.length };
  }
  const [point] = policies.flatMap(({ points }) => points);
  const missing = point && of.rewards.find((reward) => !Object.hasOwn(point.rewards, reward));
  return missing === undefined
    ? undefined
    : { field: ['policies', 0, 'points', 0, 'rewards', missing], expected: 'a mean', got: undefined };
}
