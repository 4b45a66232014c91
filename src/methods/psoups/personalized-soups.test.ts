import { expect, test } from 'vitest';
import { context, experts, inside, prompted } from '../testing/policies.ts';
import { personalizedSoups } from './personalized-soups.ts';

test('Personalized Soups is the uniform soup with the weights in the prompt', () => {
  const third = 1 / 3;
  expect(personalizedSoups.steer(experts, inside, context).rows).toEqual([
    { coefficients: { a: third, b: third, c: third }, system: prompted },
  ]);
});
