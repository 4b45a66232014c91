import { expect, it } from 'vitest';
import { createFakeEngine } from '../../engine/testing/fake-engine.ts';
import type { MethodId } from '../../methods/registry.ts';
import { steerPolicy } from '../../methods/steer-policy.ts';
import { readZip } from '../../packs/read-zip.ts';
import { servedFiles } from '../../packs/served-files.ts';
import { slotSources } from '../../packs/slot-sources.ts';
import { fixturePack } from '../../packs/testing/fixture-pack.ts';
import { exportPolicy, mixParts, mixRefusal } from './mix-download.ts';

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

it('is a PEFT folder in a zip, with a card that says base, pack, policy, weights, coefficients and licence', async () => {
  const request = {
    pack: fixturePack,
    policy: policy('clp'),
    steering: steer('clp', [0.5, 0.25, 0.25]),
    slots: slotSources(fixturePack, [policy('clp')], servedFiles('https://host/')),
    rewards: ['Brevity', 'Richness', 'Cheer'],
    weights: [0.5, 0.25, 0.25],
    base: { name: 'M', license: 'Apache-2.0', source: 'a wheel', bytes: 1, sha256: fixturePack.base },
  };
  const engine = createFakeEngine({ words: () => [] });
  const { zip, name } = await exportPolicy(engine, request);
  expect(name).toBe('voice-clp-0.5-0.25-0.25.zip');
  const files = await readZip(new Blob([zip]), name, { files: 9, bytes: 1e6 });
  expect([...files.keys()]).toEqual(['adapter_config.json', 'adapter_model.safetensors', 'README.md']);
  const asked = JSON.parse(new TextDecoder().decode(files.get('adapter_config.json'))) as { coefficients: unknown };
  expect(asked.coefficients).toEqual({ 'clp-brevity': 0.5, 'clp-richness': 0.25, 'clp-cheer': 0.25, 'clp-shared': 1 });
  const card = new TextDecoder().decode(files.get('README.md'));
  for (const part of [
    'base_model: M',
    'license: apache-2.0',
    fixturePack.base,
    'Pack: `voice`; policy: `clp`, CLP',
    '| Brevity | 0.5 |',
    '| `clp-shared` | 1 |',
    'seed 1, commit 0123456789abcdef',
    '## Licence',
  ]) {
    expect(card).toContain(part);
  }
  await expect(exportPolicy(engine, { ...request, steering: steer('dera', [1, 0, 0]) })).rejects.toThrow('the logits of 2 passes');
});
