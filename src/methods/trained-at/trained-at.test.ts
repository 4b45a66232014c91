import { expect, test } from 'vitest';
import { context } from '../testing/policies.ts';
import { trainedAt } from './trained-at.ts';

test('trained at w is the nearest point, the first of equals', () => {
  const slots = { rewards: [] };
  expect(trainedAt.steer(slots, [0.3, 0.6, 0.1], context).rows).toEqual([{ coefficients: { 'gold-b': 1 } }]);
  expect(trainedAt.steer(slots, [0.4, 0.4, 0.2], context).rows).toEqual([{ coefficients: { 'gold-a': 1 } }]);
  expect(() => trainedAt.steer(slots, [0.5, 0.5], context)).toThrow('no policy was trained at a weighting of 2 weights');
});
