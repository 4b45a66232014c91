import { expect, it } from 'vitest';
import { parseFile } from '../lm/parse-file.ts';
import type { Pack, Policy } from './pack.ts';
import { PackSchema } from './pack.ts';
import { servedFiles } from './served-files.ts';
import { slotSources } from './slot-sources.ts';
import { fixturePack } from './testing/fixture-pack.ts';

const FOLDER = 'https://host/models/voice/';
const FILES = servedFiles(FOLDER);
const experts = { rewards: ['rs-brevity', 'rs-richness', null] };
const factor: Policy = { id: 'rs-factor', method: 'rs-factor', label: 'Factors', slots: experts };
const pack: Pack = {
  ...fixturePack,
  slots: [
    ...['rs-brevity', 'rs-richness', 'rs-cheer'].map((id) => ({ id, path: `adapters/${id}`, rank: 4 })),
    { id: 'rs-brevity*rs-richness', cross: { a: 'rs-brevity', b: 'rs-richness' }, rank: 4 },
    { id: 'rs-richness*rs-brevity', cross: { a: 'rs-richness', b: 'rs-brevity' }, rank: 4 },
    { id: 'rm', path: 'adapters/rm', rank: 4 },
  ],
};
const idsOf = (sources: readonly { readonly id: string }[]) => sources.map(({ id }) => id);

it('are those of the policies shown, in the order of the pack', () => {
  const base: Policy = { id: 'base', method: 'base', label: 'Base', slots: { rewards: [] } };
  const soups: Policy = { id: 'rs', method: 'rs', label: 'Soups', slots: { rewards: ['rs-brevity', 'rs-richness', 'rs-cheer'] } };
  expect(slotSources(pack, [base], FILES)).toEqual([]);
  expect(slotSources(pack, [soups, base], FILES)).toEqual(
    ['brevity', 'richness', 'cheer'].map((reward) => ({ id: `rs-${reward}`, url: `${FOLDER}adapters/rs-${reward}` })),
  );
});

it('of factor mixing are the cross slots too', () => {
  const sources = slotSources(pack, [factor], FILES);
  expect(idsOf(sources)).toEqual(['rs-brevity', 'rs-richness', 'rs-brevity*rs-richness', 'rs-richness*rs-brevity']);
  expect(sources[2]).toEqual({ id: 'rs-brevity*rs-richness', cross: { a: 'rs-brevity', b: 'rs-richness' } });
});

it('hold the reward model where the pack has one', () => {
  expect(idsOf(slotSources({ ...pack, rewardModel: { slot: 'rm', reward: 'approval' } }, [], FILES))).toEqual(['rm']);
});

it('are refused when the pack lacks one', () => {
  const stranger: Policy = { ...factor, slots: { rewards: ['nobody'] } };
  expect(() => slotSources(pack, [stranger], FILES)).toThrow("pack.json: field slots: expected one with the id 'nobody', got none");
});

it('of a pack with all that a pack may have pass the schema', () => {
  const full = {
    ...pack,
    rewards: ['cheer', 'closeness'],
    rewardModel: { slot: 'rm', reward: 'approval' },
    policies: [
      { ...factor, slots: { rewards: ['rs-brevity', 'rs-richness'] } },
      { id: 'gold', method: 'trained-at', label: 'Gold', slots: { rewards: [] }, points: [{ weights: [0.5, 0.5], slot: 'rs-cheer' }] },
      { id: 'dera', method: 'dera', label: 'DeRa', slots: { rewards: ['rs-cheer', null] }, options: { lambda: 3 } },
      { id: 'mod', method: 'mod', label: 'MOD', slots: { rewards: ['rs-cheer', null] }, options: { divergence: 'jsd' } },
    ],
  };
  expect(parseFile(PackSchema, full, 'pack.json')).toEqual(full);
  const wrong = { ...full, policies: [{ ...full.policies[3], options: { divergence: 'total' } }] };
  expect(() => parseFile(PackSchema, wrong, 'pack.json')).toThrow('pack.json: field policies.0.options.divergence');
});
