import { describe, expect, it } from 'vitest';
import { fixtureFront, fixturePack } from '../../src/packs/testing/fixture-pack.ts';
import { isFluent, slidersOf } from './sliders.ts';

const interval = (mean: number) => ({ mean, low: mean - 0.1, high: mean + 0.1 });

describe('slidersOf', () => {
  it('has every slider of every steered policy, and its verdicts', () => {
    const front = {
      ...fixtureFront,
      policies: fixtureFront.policies.map((policy) =>
        policy.indicators && policy.id === 'clp'
          ? {
              ...policy,
              indicators: {
                ...policy.indicators,
                steerability: { brevity: 0.95, richness: 0.6, cheer: 0.9 },
                ends: { brevity: interval(0.5), richness: interval(0.05) },
              },
            }
          : policy,
      ),
    };
    const sliders = slidersOf(fixturePack, front).filter(({ policy }) => policy === 'clp');
    expect(sliders.map(({ reward, monotone, beyondChance }) => [reward, monotone, beyondChance])).toEqual([
      ['brevity', true, true],
      ['richness', false, false],
      ['cheer', true, undefined],
    ]);
    // the fixture's rewards rise with their own weight and with nothing else, but for noise
    expect(sliders.every(({ ofLevels, onEdges }) => ofLevels > 0.9 && onEdges > 0.9)).toBe(true);
  });
});

describe('along edges', () => {
  it('the worst edge counts, and points inside do not', () => {
    const point = (weights: number[], brevity: number) => ({
      ...(fixtureFront.policies[1]?.points[0] as (typeof fixtureFront.policies)[number]['points'][number]),
      weights,
      rewards: { brevity: interval(brevity), richness: interval(0), cheer: interval(0) },
    });
    const points = [
      point([1, 0, 0], 0.9),
      point([0.5, 0.5, 0], 0.5),
      point([0, 1, 0], 0.1),
      point([0.5, 0, 0.5], 0.05),
      point([0, 0, 1], 0.2),
      point([0.4, 0.3, 0.3], 0),
    ];
    const policies = fixtureFront.policies.map((policy) => (policy.id === 'clp' ? { ...policy, points } : policy));
    const brevity = slidersOf(fixturePack, { ...fixtureFront, policies }).find(({ policy }) => policy === 'clp');
    expect(brevity?.onEdges).toBeCloseTo(0.5);
  });
});

describe('isFluent', () => {
  it('allows half a nat a token', () => {
    const indicators = { hypervolume: interval(0.1), edges: {}, steerability: {} };
    expect(isFluent({ ...indicators, nllAboveBase: interval(0.5) })).toBe(true);
    expect(isFluent({ ...indicators, nllAboveBase: interval(0.6) })).toBe(false);
    expect(isFluent(indicators)).toBeUndefined();
  });
});
