import { expect, test } from 'vitest';
import { inside } from '../testing/policies.ts';
import { base } from './base.ts';

test('the base has no coefficient', () => {
  expect(base.steer({ rewards: [] }, inside)).toEqual({ rows: [{ coefficients: {} }], mixer: { kind: 'identity' } });
});
