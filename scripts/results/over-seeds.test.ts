import { expect, it } from 'vitest';
import { createRng } from '../../src/math/rng.ts';
import { measuredGrid } from '../../src/math/simplex.ts';
import { mean } from '../../src/math/statistics.ts';
import type { ByPrompt } from '../evaluate/by-prompt.ts';
import { differencesOf, drawSeeds, hypervolumeOverSeeds, overSeeds } from './over-seeds.ts';

const PROMPTS = 60;
const random = createRng(3);
/** Sum of twelve uniforms: a normal deviate, nearly. */
const normal = () => Array.from({ length: 12 }, random).reduce((sum, x) => sum + x, -6);

/** Every seed's utility is the method's own, its luck, and the prompt's ease for the method; the same at every weighting. */
function record(lucks: Readonly<Record<string, number>>, ease: (id: string, prompt: number) => number): ByPrompt {
  const values = (id: string) => Array.from({ length: PROMPTS }, (_, prompt) => (lucks[id] ?? 0) + ease(id, prompt));
  const pointsOf = (id: string) =>
    measuredGrid(2).map((weights) => ({ weights, rewards: [values(id), values(id)], kl: new Array(PROMPTS).fill(id === 'base' ? 0 : 8) }));
  return {
    pack: 'made',
    rewards: ['a', 'b'],
    prompts: Array.from({ length: PROMPTS }, (_, i) => `p${i}`),
    seeds: [1],
    reference: [-10, -10],
    scale: [
      [0, 1],
      [0, 1],
    ],
    policies: Object.fromEntries([['base', pointsOf('base').slice(0, 1)], ...Object.keys(lucks).map((id) => [id, pointsOf(id)])]),
  };
}
const variance = (values: readonly number[], less: number) => {
  const centre = mean(values);
  return values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - less);
};

it('has the closed form of a sum: the variance of seeds over their number, twice, and that of prompts over theirs', () => {
  const lucks = Object.fromEntries(['clp', 'clp-s2', 'clp-s3', 'clp-s4', 'rs', 'rs-s2', 'rs-s3'].map((id) => [id, 0.1 * normal()]));
  const eases = Array.from({ length: PROMPTS }, () => 0.3 * normal());
  const found = overSeeds(
    record(lucks, (id, prompt) => (id.startsWith('clp') ? 0.5 + (eases[prompt] as number) : 0)),
    'clp',
    'rs',
  );
  const of = (family: string) => Object.entries(lucks).flatMap(([id, luck]) => (id.startsWith(family) ? [luck] : []));
  const expected = variance(of('clp'), 1) / 4 + variance(of('rs'), 1) / 3 + variance(eases, 0) / PROMPTS;
  const { interval, replicates } = found?.differences.meanInnerProduct ?? { interval: undefined, replicates: [] };
  expect(interval?.mean).toBeCloseTo(0.5 + mean(of('clp')) - mean(of('rs')) + mean(eases), 9);
  expect(Math.sqrt(variance(replicates.slice(1), 1) / expected)).toBeCloseTo(1, 1);
  expect(found?.policies).toEqual([
    ['clp', 'clp-s2', 'clp-s3', 'clp-s4'],
    ['rs', 'rs-s2', 'rs-s3'],
  ]);
});

it('of one seed each is a bootstrap over prompts, and what all prompts share leaves no interval', () => {
  const { interval } =
    overSeeds(
      record({ clp: 0.4, rs: 0.1 }, () => 0),
      'clp',
      'rs',
    )?.differences.meanInnerProduct ?? {};
  expect(interval).toEqual({ mean: expect.closeTo(0.3, 9), low: expect.closeTo(0.3, 9), high: expect.closeTo(0.3, 9) });
});

it('does not mix up a method with another whose name begins alike, nor a policy that was not measured everywhere', () => {
  const made = record({ clp: 0.4, 'clp-full': 9, rs: 0.1 }, () => 0);
  const part = { ...made, policies: { ...made.policies, 'clp-s2': made.policies.clp?.slice(1) ?? [] } };
  expect(overSeeds(part, 'clp', 'rs')?.policies[0]).toEqual(['clp']);
  expect(overSeeds(part, 'clp', 'panacea')).toBeUndefined();
  const { base, ...rest } = made.policies;
  expect(base).toBeDefined();
  expect(overSeeds({ ...made, policies: rest }, 'clp', 'rs')).toBeUndefined();
});

it('at equal KL pulls the further one back towards the base, along the line', () => {
  const near = { hypervolumeShare: 0.2, utilities: [0.5, 0.6], kl: [5, 10] };
  const far = { hypervolumeShare: 0.1, utilities: [0.9, 0.6], kl: [20, 10] };
  const { equalKl, meanInnerProduct, hypervolumeShare } = differencesOf(near, far, [0.1, 0.1]);
  expect(equalKl).toBeCloseTo((0.5 - (0.1 + 0.8 / 4) + 0) / 2, 12);
  expect(meanInnerProduct).toBeCloseTo(-0.2, 12);
  expect(hypervolumeShare).toBeCloseTo(0.1, 12);
  expect(differencesOf(far, near, [0.1, 0.1]).equalKl).toBeCloseTo(-equalKl, 12);
});

it('of replicates alone compares hypervolumes, replicate by replicate', () => {
  const shares = (...hypervolumeShare: number[]) => ({ hypervolumeShare });
  const policies = { clp: shares(0.5, 0.4, 0.6), rs: shares(0.3, 0.2, 0.4), 'rs-factor': shares(9, 9, 9) };
  const found = hypervolumeOverSeeds({ pack: 'fork', prompts: ['p'], policies }, 'clp', 'rs');
  expect(found).toEqual({
    policies: [['clp'], ['rs']],
    interval: { mean: expect.closeTo(0.2, 12), low: expect.closeTo(0.2, 12), high: expect.closeTo(0.2, 12) },
  });
  const seeds = { ...policies, 'clp-s2': shares(0.7, 0.6, 0.8) };
  expect(hypervolumeOverSeeds({ pack: 'fork', prompts: ['p'], policies: seeds }, 'clp', 'rs')?.interval.mean).toBeCloseTo(0.3, 12);
  expect(hypervolumeOverSeeds({ pack: 'fork', prompts: ['p'], policies }, 'clp', 'bone-soup')).toBeUndefined();
});

it('draws one less than there are', () => {
  expect(drawSeeds([1, 2, 3, 4, 5], createRng(1))).toHaveLength(4);
  expect(drawSeeds([7], createRng(1))).toEqual([7]);
});
