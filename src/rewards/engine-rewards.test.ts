import { expect, it } from 'vitest';
import { engineRewards } from './registry.ts';

it('read what the engine measured: closeness is minus the log-ratio, approval what the learned reward says', () => {
  const read = (id: string, measure: { readonly logRatio: number; readonly learned?: number }) => engineRewards.get(id)?.read(measure);
  expect([...engineRewards.keys()]).toEqual(['closeness', 'approval']);
  expect(read('closeness', { logRatio: 4.5 })).toBe(-4.5);
  expect(read('closeness', { logRatio: 0 })).toBe(0);
  expect(read('approval', { logRatio: 4.5, learned: 0.75 })).toBe(0.75);
  expect(read('approval', { logRatio: 4.5 })).toBeUndefined();
});
