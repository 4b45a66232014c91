import { expect, it } from 'vitest';
import { type SteeredPolicy, steerPolicy } from '../../methods/steer-policy.ts';
import { steeringLine, weightsLine } from './steering-line.ts';

const rewards = [{ label: 'Brevity' }, { label: 'Cheer' }];
const system = 'Answer shortly.';
const experts = { rewards: ['a', 'b'] };

const line = (policy: SteeredPolicy, w = [0.25, 0.75]) =>
  steeringLine(steerPolicy(policy, w, { system, rewards: rewards.map(({ label }) => label) }), policy, rewards, system);

it.each<[SteeredPolicy, string]>([
  [{ method: 'base', slots: { rewards: [] } }, 'c = 0, no adapter'],
  [{ method: 'clp', slots: { shared: 's', rewards: ['a', 'b'] } }, 'c = 1 shared, 0.25 brevity, 0.75 cheer'],
  [{ method: 'clp', slots: { rewards: ['a', null] } }, 'c = 0.25 brevity'],
  [{ method: 'rs-factor', slots: experts }, 'c = 0.06 brevity, 0.56 cheer, 2 cross terms'],
  [{ method: 'psoups', slots: experts }, 'c = 0.50 brevity, 0.50 cheer; prompt: “Brevity: low. Cheer: high.”'],
  [{ method: 'prompt', slots: { rewards: [] } }, 'c = 0, no adapter; prompt: “Brevity: low. Cheer: high.”'],
  [{ method: 'steering', slots: experts, options: { scale: 2 } }, 'c = 0.50 brevity, 1.50 cheer'],
  [{ method: 'dera', slots: experts, options: { lambda: 1.5 } }, 'logits = −0.50 base + 1.50 (0.25 brevity, 0.75 cheer)'],
  [{ method: 'dera', slots: { rewards: ['a', null] }, options: { lambda: 3 } }, 'logits = 0.25 base + 0.75 brevity'],
  [{ method: 'mod', slots: experts }, 'log p = 0.25 brevity + 0.75 cheer + z'],
  [{ method: 'mod', slots: experts, options: { divergence: 'jsd' } }, 'Jensen–Shannon: 0.25 brevity + 0.75 cheer'],
  [
    {
      method: 'trained-at',
      slots: { rewards: [] },
      points: [
        { weights: [0, 1], slot: 'g0' },
        { weights: [0.5, 0.5], slot: 'g1' },
      ],
    },
    'c = 1 trained at cheer 1',
  ],
])('says what $method computes', (policy, expected) => {
  expect(line(policy)).toBe(expected);
});

it('leaves out weights of 0', () => {
  expect(weightsLine([0, 1], rewards)).toBe('cheer 1');
  expect(weightsLine([1 / 3, 2 / 3], rewards)).toBe('brevity 0.33, cheer 0.67');
});
