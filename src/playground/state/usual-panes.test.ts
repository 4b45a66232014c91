import { expect, it } from 'vitest';
import { chartAxes } from '../../charts/chart-axes.ts';
import { dialPack, proxyPack } from '../../packs/testing/fixture-dial.ts';
import { fixturePack } from '../../packs/testing/fixture-pack.ts';
import { packPolicies, usualPanes } from './usual-panes.ts';

const shown = (pack: typeof fixturePack) => usualPanes(packPolicies(pack)).map(({ policy }) => policy);

it('shows the base, CLP and Rewarded Soups, and the first policies where a pack lacks one of them', () => {
  expect(shown(fixturePack)).toEqual(['base', 'clp', 'rs']);
  expect(shown(dialPack)).toEqual(['base', 'clp', 'rs']);
  expect(shown(proxyPack)).toEqual(['base', 'weak', 'proper']);
});

it('names the base even when the pack does not list it', () => {
  const policies = fixturePack.policies.filter(({ method }) => method !== 'base');
  expect(packPolicies({ ...fixturePack, policies })[0]).toMatchObject({ id: 'base', method: 'base' });
});

it('draws closeness as the KL that it is minus of: first where it is an axis, last where it is none', () => {
  expect(chartAxes(['cheer', 'closeness'])).toEqual(['kl', 'cheer']);
  expect(chartAxes(['brevity', 'cheer'])).toEqual(['brevity', 'cheer', 'kl']);
});
