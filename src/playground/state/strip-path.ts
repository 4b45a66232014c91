/** Weightings in order, along which texts are read: an edge of the simplex, or the way from a weighting to a corner. */
import { cornerWeighting } from '../../math/simplex.ts';
import type { Weighting } from '../../methods/method.ts';

export interface StripPath {
  readonly id: string;
  readonly label: string;
  readonly points: readonly Weighting[];
}

/** Steps of an edge, as fronts are measured: tenths between two rewards, quarters between each two of three. */
const edgeSteps = (rewards: number) => (rewards === 2 ? 10 : 4);

/** Steps of the way to a corner. */
const cornerSteps = 5;

/** How far an edge goes on past its ends, where it may. */
const outside = [0.25, 0.5];

const between = (from: Weighting, to: Weighting, share: number): Weighting =>
  from.map((weight, i) => weight * (1 - share) + (to[i] ?? 0) * share);

/** `steps` + 1 weightings on the straight line from one to the other, both ends among them. */
export function wayBetween(from: Weighting, to: Weighting, steps: number): Weighting[] {
  return Array.from({ length: steps + 1 }, (_, step) => between(from, to, step / steps));
}

/**
 * The edges, from the earlier reward to the later; of three rewards also the ways from `from` to each corner. A pack of one reward has none.
 * @param labels Of the rewards, in the order of the weights.
 * @param beyond Edges go on past both of their ends, into `beyondRange`.
 */
export function stripPaths(labels: readonly string[], from: Weighting, beyond = false): StripPath[] {
  const corner = (i: number) => cornerWeighting(labels.length, i);
  const edge = (one: Weighting, other: Weighting) => [
    ...(beyond ? outside.map((share) => between(one, other, -share)).reverse() : []),
    ...wayBetween(one, other, edgeSteps(labels.length)),
    ...(beyond ? outside.map((share) => between(one, other, 1 + share)) : []),
  ];
  const edges = labels.flatMap((label, i) =>
    labels.slice(i + 1).map((other, after) => {
      const j = i + 1 + after;
      return {
        id: `edge-${i}-${j}`,
        label: `${label} to ${other.toLowerCase()}`,
        points: edge(corner(i), corner(j)),
      };
    }),
  );
  if (labels.length < 3) return edges;
  const ways = labels.map((label, i) => ({
    id: `corner-${i}`,
    label: `From here to ${label.toLowerCase()}`,
    points: wayBetween(from, corner(i), cornerSteps),
  }));
  return [...edges, ...ways];
}
