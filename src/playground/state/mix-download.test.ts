import { expect, it } from 'vitest';
import type { MethodId } from '../../methods/registry.ts';
import { steerPolicy } from '../../methods/steer-policy.ts';
import { servedFiles } from '../../packs/served-files.ts';
import { slotSources } from '../../packs/slot-sources.ts';
import { fixturePack } from '../../packs/testing/fixture-pack.ts';
import { mixParts, mixRefusal } from './mix-download.ts';

const policy = (id: string) => {
  const found = fixturePack.policies.find((one) => one.id === id);
  if (!found) throw new Error(`the fixture has no policy ${id}`);
  return found;
};
const steer = (id: string, weights: readonly number[]) =>
  steerPolicy(policy(id), weights, { system: fixturePack.system, rewards: fixturePack.rewards });
const parts = (id: string, weights: readonly number[]) =>
  mixParts(steer(id, weights), slotSources(fixturePack, [policy(id)], servedFiles('https://host/')));

it.each<[MethodId, readonly number[]]>([
  ['rs', [0.5, 0.3, 0.2]],
  ['clp', [1, 0, 0]],
  ['panacea', [0, 1, 0]],
  ['rs-factor', [0.5, 0.5, 0]],
  ['steering', [0.2, 0.2, 0.6]],
])('%s is one adapter at any weights', (id, weights) => {
  expect(mixRefusal(steer(id, weights))).toBeUndefined();
});

it.each<[MethodId, readonly number[], string]>([
  ['base', [1, 0, 0], 'the base model itself'],
  ['dera', [0.5, 0.3, 0.2], 'the logits of 2 passes'],
  ['mod', [0.5, 0.3, 0.2], 'the logits of 3 passes'],
  ['psoups', [0.5, 0.3, 0.2], 'words in the prompt'],
  ['prompt', [0.5, 0.3, 0.2], 'words in the prompt'],
])('%s is none, and says why', (id, weights, reason) => {
  expect(mixRefusal(steer(id, weights))).toContain(reason);
});

it('takes along what has a coefficient, and what a cross slot is made of', () => {
  expect(parts('rs', [0.4, 0, 0.6])).toEqual({
    coefficients: { 'rs-brevity': 0.4, 'rs-cheer': 0.6 },
    slots: ['brevity', 'cheer'].map((reward) => ({ id: `rs-${reward}`, url: `https://host/adapters/rs-${reward}` })),
  });
  const { slots, coefficients } = parts('rs-factor', [0.5, 0.5, 0]);
  expect(Object.keys(coefficients).sort()).toEqual(['rs-brevity', 'rs-brevity*rs-richness', 'rs-richness', 'rs-richness*rs-brevity']);
  expect(slots.map(({ id }) => id).sort()).toEqual(Object.keys(coefficients).sort());
});
