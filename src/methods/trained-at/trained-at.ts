import { nearestWeighting } from '../../math/simplex.ts';
import type { Method } from '../method.ts';
import { checkWeighting } from '../weighting.ts';

/**
 * Policies that were trained at one weighting each (gold points of scalarised reinforcement learning, MODPO, an A-LoL expert): the one
 * trained nearest to w, in Euclidean distance, the first of equals. Nothing is interpolated.
 */
export const trainedAt: Method = {
  id: 'trained-at',
  label: 'Trained at w',
  formula: 'c = 1 on the policy trained nearest to w',
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
