import { expect, it } from 'vitest';
import { fixtureFront } from '../../packs/testing/fixture-pack.ts';
import { rewardEffects } from './reward-effect.ts';

it('says for every steered policy where its own weight takes a reward, and nothing for the base', () => {
  const effects = rewardEffects(fixtureFront, ['base', 'clp', 'rs'], 'cheer', 2);
  expect(effects.map(({ policy }) => policy)).toEqual(['clp', 'rs']);
  const clp = fixtureFront.policies.find(({ id }) => id === 'clp')?.points ?? [];
  expect(effects[0]?.to).toBe(clp.find(({ weights }) => weights[2] === 1)?.rewards.cheer?.mean);
  const unweighted = clp.filter(({ weights }) => weights[2] === 0);
  expect(unweighted).toHaveLength(5);
  const sum = unweighted.reduce((total, point) => total + (point.rewards.cheer?.mean ?? Number.NaN), 0);
  expect(effects[0]?.from).toBeCloseTo(sum / 5, 12);
});

it('leaves out a policy that was not measured at both ends', () => {
  const policies = fixtureFront.policies.map((policy) => ({ ...policy, points: policy.points.filter(({ weights }) => weights[0] !== 1) }));
  expect(rewardEffects({ ...fixtureFront, policies }, ['clp', 'rs'], 'brevity', 0)).toEqual([]);
});
