import { checkWeighting, nearestWeighting } from '../../math/simplex.ts';
import { star } from '../marker-shapes.ts';
import type { Method } from '../method.ts';

/**
 * Policies that were trained at one weighting each (gold points of scalarised reinforcement learning, MODPO, an A-LoL expert): the one
 * trained nearest to w, in Euclidean distance, the first of equals. Nothing is interpolated.
 */
export const trainedAt: Method<'trained-at'> = {
  id: 'trained-at',
  label: 'Trained at w',
  family: 'gold',
  formula: 'c = 1 on the policy trained nearest to w',
  card: {
    mixed: 'A policy of its own for each of a few weightings, trained at that weighting; the nearest one answers.',
    tex: '\\theta + \\Delta_{w^{*}},\\quad w^{*} = \\arg\\min_{v \\in \\text{trained}} \\lVert v - w \\rVert',
    rests: 'the adapters that it mixes',
  },
  marker: star(5, -90, 0.45),
  page: 'trained-at',
  policyPages: { modpo: 'modpo', alol: 'a-lol' },
  steers: 'at its points',
  forwardPasses: () => 1,
  steer(slots, w, { points = [] } = {}) {
    checkWeighting(w, slots.rewards.length || w.length);
    const point =
      points[
        nearestWeighting(
          w,
          points.map(({ weights }) => weights),
        )
      ];
    if (point === undefined)
      throw new RangeError(`no policy was trained at a weighting of ${w.length} weights: expected points in the context`);
    return { rows: [{ coefficients: { [point.slot]: 1 } }], mixer: { kind: 'identity' } };
  },
};
