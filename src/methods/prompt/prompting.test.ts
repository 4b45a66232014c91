import { expect, test } from 'vitest';
import { context, inside, prompted } from '../testing/policies.ts';
import { prompting } from './prompting.ts';

test('prompting writes the weights and steers nothing, or the slot trained on them', () => {
  expect(prompting.steer({ rewards: [] }, inside, context).rows).toEqual([{ coefficients: {}, system: prompted }]);
  expect(prompting.steer({ shared: 'p', rewards: [] }, inside, context).rows).toEqual([{ coefficients: { p: 1 }, system: prompted }]);
});
