import { expect, it } from 'vitest';
import type { Comparison, Front } from '../../src/packs/front.ts';
import { addMeasured, keepMeasured } from './keep-measured.ts';

const front = (ids: readonly string[], prompts = ['p']): Front => ({
  format: 'tiller-front/1',
  pack: 'fork',
  base: 'ab',
  commit: ids.join(),
  seeds: [1],
  prompts: [...prompts],
  reference: [0, 0],
  scale: [[0, 1]],
  policies: ids.map((id) => ({ id, method: 'rs', points: [] })),
  comparisons: ids.flatMap((policy, i) => ids.slice(i + 1).map((less) => ({ policy, less }) as Comparison)),
});

it('keeps what was measured before and is not measured now, in its order, with comparisons among itself', () => {
  const grown = keepMeasured(front(['base', 'c', 'b']), front(['base', 'a', 'b', 'd']));
  expect(grown.policies.map(({ id }) => id)).toEqual(['base', 'a', 'b', 'd', 'c']);
  expect(grown.comparisons.map(({ policy, less }) => `${policy} ${less}`)).toEqual(['a d', 'base c', 'base b', 'c b']);
  expect(grown.commit).toBe('base,c,b');
});

it('adds what is new, with its commit and its comparisons, and leaves what was published as it is', () => {
  const earlier = front(['base', 'a', 'b']);
  const grown = addMeasured(front(['base', 'c', 'b']), earlier);
  expect(grown.policies.map(({ id, commit }) => [id, commit])).toEqual([
    ...['base', 'a', 'b'].map((id) => [id, undefined]),
    ['c', 'base,c,b'],
  ]);
  expect(grown.policies.slice(0, 3)).toEqual(earlier.policies);
  expect(grown.comparisons.map(({ policy, less }) => `${policy} ${less}`)).toEqual(['base a', 'base b', 'a b', 'base c', 'c b']);
  expect(grown.commit).toBe('base,a,b');
});

it('replaces a policy that was measured at fewer weightings before', () => {
  const point = (weights: number[]) => ({ weights }) as Front['policies'][number]['points'][number];
  const withPoints = (count: number): Front => ({
    ...front(['base', 'a']),
    policies: [{ id: 'a', method: 'rs', points: Array.from({ length: count }, (_, i) => point([i])) }],
  });
  expect(addMeasured(withPoints(16), withPoints(3)).policies[0]?.points).toHaveLength(16);
  expect(addMeasured(withPoints(3), withPoints(16)).policies[0]?.points).toHaveLength(16);
});

it('refuses a front of other prompts', () => {
  expect(() => addMeasured(front(['base']), front(['base'], ['q']))).toThrow('the earlier front of fork has other prompts');
  expect(() => keepMeasured(front(['base']), front(['base'], ['q']))).toThrow('the earlier front of fork has other prompts');
});
