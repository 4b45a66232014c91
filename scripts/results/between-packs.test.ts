import { expect, it } from 'vitest';
import { gapsBetween } from './between-packs.ts';

const pack = (id: string, clp: readonly number[], rs: readonly number[], prompts = ['p']) => ({
  pack: id,
  prompts,
  policies: {
    clp: { hypervolumeShare: [...clp], regret: [...rs] },
    rs: { hypervolumeShare: [...rs], regret: [...clp] },
  },
});

it('subtracts the twins advantage from the fork advantage, resample by resample', () => {
  // both advantages vary together, so that their difference does not
  const noise = [0, -0.2, -0.1, 0.1, 0.2];
  const fork = pack('fork', noise.map((x) => 0.9 + x), noise.map(() => 0.5)); // biome-ignore format: one line a pack
  const twins = pack('twins', noise.map((x) => 0.6 + x), noise.map(() => 0.5)); // biome-ignore format: one line a pack
  const gaps = gapsBetween(fork, twins);
  expect(gaps.map(({ statistic }) => statistic)).toEqual(['hypervolumeShare', 'regret']);
  for (const { one, other, difference } of gaps) {
    expect(one.mean).toBeCloseTo(0.4);
    expect(other.mean).toBeCloseTo(0.1);
    expect(other.high - other.low).toBeGreaterThan(0.3);
    expect(difference).toEqual({ mean: expect.closeTo(0.3), low: expect.closeTo(0.3), high: expect.closeTo(0.3) });
  }
});

it('refuses packs on other prompts, and a pack without one of the methods', () => {
  const fork = pack('fork', [1], [1]);
  expect(() => gapsBetween(fork, pack('twins', [1], [1], ['q']))).toThrow('fork and twins were measured on different prompts');
  const { rs, ...rest } = fork.policies;
  expect(rs).toBeDefined();
  expect(() => gapsBetween({ ...fork, policies: rest }, fork)).toThrow('fork has no replicates of rs');
});
