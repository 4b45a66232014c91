import { describe, expect, it } from 'vitest';
import { testingPack } from '../../src/measure/testing/testing-pack.ts';
import type { Interval } from '../../src/packs/fields.ts';
import type { Front } from '../../src/packs/front.ts';
import { findingsOf, type Measured, ORDERINGS, verdictOf } from './orderings.ts';

const at = (mean: number, half = 0.01): Interval => ({ mean, low: mean - half, high: mean + half });
const policyIds = ['clp', 'rs', 'dera', 'gold', 'modpo', 'clp-full'];
const indicators = (hypervolume: Interval, above: Interval) => ({
  hypervolume,
  edges: {},
  steerability: {},
  aboveChord: { count: above, of: 9 },
});
const front: Front = {
  format: 'tiller-front/1',
  pack: 'voice',
  base: testingPack.base,
  commit: 'c0ffee',
  seeds: [1],
  prompts: ['p0'],
  reference: [0, 0],
  policies: [
    { id: 'rs', method: 'rs', points: [], indicators: indicators(at(0.1), { mean: 9, low: 8, high: 9 }) },
    { id: 'clp', method: 'clp', points: [], indicators: indicators(at(0.12), { mean: 4, low: 3, high: 6 }) },
    { id: 'clp-full', method: 'clp', points: [], indicators: indicators(at(0.12), { mean: 4, low: 3, high: 6 }) },
  ],
  // in the order of the pack, so the claim's policy is the one that is subtracted
  comparisons: [{ policy: 'rs', less: 'clp', hypervolume: at(-0.02), dominates: at(0.3, 0.1), dominated: at(0.1, 0.05) }],
  trained: [{ policy: 'modpo', weights: [0.5, 0.5], utility: at(1), above: [{ policy: 'gold', utility: at(-0.02, 0.01) }] }],
};
const measured: Measured = {
  pack: {
    ...testingPack,
    id: 'voice',
    policies: policyIds.map((id) => ({ id, method: id === 'dera' ? 'dera' : 'clp', label: id, slots: { rewards: ['a', 'b'] } })),
  },
  front,
  bytes: new Map([
    ['clp', 1e6],
    ['clp-full', 2e6],
  ]),
};
const found = (claim: RegExp, on: Measured = measured) => findingsOf(on).findings.filter((finding) => claim.test(finding.claim));

describe('findingsOf', () => {
  it('reads a comparison in either direction', () => {
    const [volume, domination] = found(/dominates/);
    expect(volume).toMatchObject({
      statistic: 'clp against rs: hypervolume, difference',
      difference: { mean: 0.02 },
      verdict: 'reproduced',
    });
    // rs dominates 0.3 of CLP's points and CLP 0.1 of rs's: the claim has it the other way round
    expect(domination).toMatchObject({ difference: { mean: expect.closeTo(-0.2), high: expect.closeTo(-0.05) }, verdict: 'refused' });
  });

  it('weighs a front by its adapters', () => {
    const [finding] = found(/per parameter/);
    expect(finding).toMatchObject({ difference: { mean: expect.closeTo(0.06) }, verdict: 'reproduced' });
  });

  it('counts the chord of soups against a half, and MODPO against gold with a margin', () => {
    expect(found(/chord/)).toMatchObject([{ statistic: expect.stringMatching(/^rs:/), difference: { mean: 0.5 }, verdict: 'reproduced' }]);
    expect(found(/MODPO/)).toMatchObject([
      { difference: { mean: expect.closeTo(0.03), low: expect.closeTo(0.02) }, verdict: 'reproduced' },
    ]);
  });

  it('takes the forward passes from the methods', () => {
    const dial = { ...measured, pack: { ...measured.pack, id: 'dial' } };
    expect(found(/half of DeRa/, dial)).toMatchObject([{ difference: at(1, 0), verdict: 'reproduced' }]);
  });

  it('names the policies that were not measured', () => {
    expect(findingsOf(measured).missing).toContain('clp-logit');
    expect(findingsOf(measured).missing).not.toContain('clp');
  });

  it('gives every claim a source', () => {
    expect(ORDERINGS.every(({ source }) => /arXiv \d{4}\.\d{5}/.test(source))).toBe(true);
  });
});

describe('verdictOf', () => {
  it('wants the whole interval on one side', () => {
    expect([at(0.02), at(-0.02), at(0.005)].map(verdictOf)).toEqual(['reproduced', 'refused', 'open']);
  });
});
