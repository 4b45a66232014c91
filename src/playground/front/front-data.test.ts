import { expect, it } from 'vitest';
import type { Policy } from '../../packs/pack.ts';
import { dialFixtureFront, dialPack } from '../../packs/testing/fixture-dial.ts';
import { fixtureFront, fixturePack } from '../../packs/testing/fixture-pack.ts';
import { chartAxis, frontPolicies, isUsualFront, livePoint } from './front-data.ts';

const rewards = ['cheer', 'closeness'].map((id) => ({ id, label: id, range: [0, 1] as const }));

it('takes what was measured, in the order of the pack, told apart by variant, with the KL among the values of a point', () => {
  const policies = frontPolicies(fixtureFront, fixturePack.policies);
  expect(policies.slice(0, 4).map(({ id, variant }) => [id, variant])).toEqual([
    ['base', 0],
    ['clp', 0],
    ['clp-full', 1],
    ['clp-logit', 2],
  ]);
  expect(policies.map(({ id }) => id)).not.toContain('psoups');
  expect(policies.filter(({ apart }) => apart).map(({ id }) => id)).toEqual(['gold', 'modpo']);
  for (const point of policies[1]?.points ?? []) expect(point.rewards.kl).toBe(point.kl);
  expect(frontPolicies(undefined, fixturePack.policies)).toEqual([]);
});

it('draws the panes, the base and the trained points unless told', () => {
  const usual = frontPolicies(fixtureFront, fixturePack.policies).filter((policy) => isUsualFront(policy, [{ policy: 'mod' }]));
  expect(usual.map(({ id }) => id)).toEqual(['base', 'mod', 'gold', 'modpo']);
});

it('has an axis for every reward, and one for the KL, of which less is better', () => {
  const policies = frontPolicies(dialFixtureFront, dialPack.policies);
  const highest = Math.max(...policies.flatMap(({ points }) => points.map(({ kl }) => kl?.high ?? 0)));
  expect(chartAxis('kl', rewards, policies)).toMatchObject({ better: 'lower', range: [0, highest] });
  expect(chartAxis('closeness', rewards, policies)).toMatchObject({ better: 'higher', colour: 'var(--reward-1)' });
  expect(() => chartAxis('wit', rewards, policies)).toThrow('expected one of cheer, closeness, kl');
});

it('places a text by its own log-ratio, where it was measured', () => {
  const policy = dialPack.policies[1] as Policy;
  const pane = { id: 'pane-1', name: 'CLP' };
  expect(livePoint(policy, 0, pane, { cheer: 0.5, closeness: -4.5 }).rewards).toEqual({ cheer: 0.5, closeness: -4.5, kl: 4.5 });
  expect(livePoint(policy, 0, pane, { cheer: 0.5 }).rewards).not.toHaveProperty('kl');
});
