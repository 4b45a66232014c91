import { describe, expect, it } from 'vitest';
import { parseFile } from '../lm/parse-file.ts';
import { FrontSchema } from '../packs/front.ts';
import type { Pack } from '../packs/pack.ts';
import { buildFront, type FrontInput } from './build-front.ts';
import { joinRepeats, type MeasuredPoint, type Measurement } from './measurement.ts';
import { type Job, planJobs } from './plan.ts';
import { testingPack, testingRewards } from './testing/testing-pack.ts';

const prompts = ['p0', 'p1', 'p2', 'p3'];
const seeds = [1, 2];
const pack: Pack = {
  ...testingPack,
  policies: [
    ...testingPack.policies,
    { id: 'gold', method: 'trained-at', label: 'Gold', slots: { rewards: [] }, points: [{ weights: [0.5, 0.5], slot: 'a' }] },
  ],
};

/** Every answer of CLP at (w, 1 - w) scores (w, 1 - w) and RS half of it; gold (0.8, 0.8), the base (0.1, 0.2). Seeds differ by +-0.01. */
function measurement(job: Job): Measurement {
  const { policy, weights, split, repeat } = job;
  const scale = policy === 'clp' ? 1 : 0.5;
  const [first = 0, second = 0] = policy === 'base' ? [0.1, 0.2] : policy === 'gold' ? [0.8, 0.8] : weights.map((weight) => weight * scale);
  const shift = split === 'tune' ? 0 : repeat === 0 ? 0.01 : -0.01;
  const answers = (split === 'tune' ? ['t0'] : prompts).map((prompt) => ({
    prompt,
    seed: seeds[repeat] as number,
    text: `${first + shift} ${second + shift}`,
    finished: repeat === 0,
    tokens: 5,
    kl: 2 + repeat,
    nll: policy === 'clp' ? 1.25 : 1,
  }));
  return { ...job, key: 'k', seconds: 1, answers };
}

const input: FrontInput = {
  pack,
  rewards: testingRewards,
  prompts,
  groups: { easy: ['p0', 'p1'], hard: ['p2', 'p3'], elsewhere: ['q'] },
  seeds,
  examples: ['p0'],
  measurements: joinRepeats(planJobs(pack, { repeats: 2 }).map(measurement)),
  commit: 'c0ffee',
};

describe('buildFront', () => {
  const { front: built, statistics } = buildFront(input);
  const front = parseFile(FrontSchema, JSON.parse(JSON.stringify(built)), 'front.json');
  const policy = (id: string) => front.policies.find((one) => one.id === id);

  it('has the base, both fronts and the gold point', () => {
    expect(front.policies.map(({ id, points }) => [id, points.length])).toEqual([
      ['base', 1],
      ['rs', 11],
      ['clp', 11],
      ['gold', 1],
    ]);
    expect(front.policies.filter(({ indicators }) => indicators).map(({ id }) => id)).toEqual(['rs', 'clp']);
  });

  it('averages seeds within a prompt, and prompts', () => {
    const point = policy('clp')?.points.find(({ weights }) => weights[0] === 0.3);
    expect(point?.rewards.first).toEqual({ mean: expect.closeTo(0.3), low: expect.closeTo(0.3), high: expect.closeTo(0.3) });
    expect(point?.twins['first-twin']?.mean).toBeCloseTo(0.15);
    expect(point?.kl.mean).toBeCloseTo(2.5);
    expect(point?.finished).toBe(0.5);
  });

  it('keeps all samples of the first CLP and the first Rewarded Soups, of the others those at corners and middles', () => {
    const third: Pack['policies'][number] = {
      id: 'panacea',
      method: 'panacea',
      label: 'Panacea',
      slots: { shared: 's', rewards: ['a', 'b'] },
    };
    const wider = { ...pack, policies: [...pack.policies, third] };
    const measurements = joinRepeats(planJobs(wider, { repeats: 2 }).map(measurement));
    const { policies } = buildFront({ ...input, pack: wider, measurements }).front;
    const pointsOf = (id: string) => policies.find((one) => one.id === id)?.points;
    const sampled = (id: string) => pointsOf(id)?.filter(({ samples }) => samples.length > 0);
    expect(sampled('clp')).toEqual(pointsOf('clp'));
    expect(sampled('rs')).toEqual(pointsOf('rs'));
    expect(sampled('panacea')?.map(({ weights }) => weights)).toEqual([
      [1, 0],
      [0, 1],
      [0.5, 0.5],
    ]);
    expect(sampled('clp')?.[0]?.samples).toEqual([
      { prompt: 'p0', seed: 1, text: expect.any(String), finished: true, rewards: expect.any(Object) },
    ]);
  });

  it('puts the reference 5 % of the range below the worst of base and single-reward corners', () => {
    // tuning means: first 0.1, 0.5, 0; second 0.2, 0, 0.5
    expect(front.scale).toEqual([
      [0, 0.5],
      [0, 0.5],
    ]);
    expect(front.reference).toEqual([expect.closeTo(-0.025), expect.closeTo(-0.025)]);
    const frozen = { reference: [0, 0], scale: [[0, 1] as const, [0, 1] as const] };
    expect(buildFront({ ...input, frozen }).front.reference).toEqual([0, 0]);
  });

  it('measures the hypervolume of the staircase, edge and whole alike for two rewards', () => {
    // Staircase of the 11 points (k/10, 1 - k/10) from 0: 45 cells of 0.01; the reference adds two strips and a corner.
    const expected = 0.45 + 2 * 0.025 * 1 + 0.025 ** 2;
    expect(policy('clp')?.indicators?.hypervolume.mean).toBeCloseTo(expected, 4);
    expect(policy('clp')?.indicators?.edges['first+second']?.mean).toBeCloseTo(expected, 4);
    expect(policy('clp')?.indicators?.steerability).toEqual({ first: 1, second: 1 });
  });

  it('has the utilities of the scaled rewards, range, ends, chord, fluency and the worst group', () => {
    // scaled by 0.5, CLP is at (2w, 2 - 2w): w . v = 2w^2 + 2(1-w)^2; the best for w is a corner: 2 max(w, 1 - w)
    const own = policy('clp')?.indicators;
    expect(own?.meanInnerProduct?.mean).toBeCloseTo((2 * (2 * 3.85)) / 11, 4); // 3.85 = sum of (k/10)^2
    expect(own?.expectedUtility?.mean).toBeCloseTo((2 * 8.5) / 11, 4);
    // gold at (1.6, 1.6) beats both corners most at w = 1/2: 1.6 - 1
    expect(own?.maximumUtilityLoss?.mean).toBeCloseTo(0.6, 4);
    expect(own?.regret?.mean).toBeCloseTo(0.6, 4);
    expect(policy('rs')?.indicators?.regret?.mean).toBeCloseTo(1.1, 4);
    expect(own?.range).toEqual({ first: expect.objectContaining({ mean: 1 }), second: expect.objectContaining({ mean: 1 }) });
    expect(own?.ends?.first?.mean).toBe(1);
    expect(own?.aboveChord?.of).toBe(9);
    expect(own?.nllAboveBase).toEqual({ mean: 0.25, low: 0.25, high: 0.25 });
    expect(own?.worstGroup?.group).toMatch(/easy|hard/);
    expect(own?.worstGroup?.meanInnerProduct.mean).toBeCloseTo(own?.meanInnerProduct?.mean ?? 0, 4);
  });

  it('compares two fronts on the same resamples', () => {
    expect(front.comparisons.map(({ policy: one, less }) => [one, less])).toEqual([['rs', 'clp']]);
    const [comparison] = front.comparisons;
    const { mean, low, high } = comparison?.hypervolume ?? { mean: Number.NaN, low: Number.NaN, high: Number.NaN };
    expect(mean).toBeCloseTo((policy('rs')?.indicators?.hypervolume.mean ?? 0) - (policy('clp')?.indicators?.hypervolume.mean ?? 0), 4);
    expect(low).toBeCloseTo(mean, 6);
    expect(high).toBeCloseTo(mean, 6);
    expect(comparison?.regret?.mean).toBeCloseTo(0.5, 4);
    expect(comparison?.spread?.mean).toBeCloseTo(-1, 4);
    expect(comparison?.steerability?.mean).toBe(0);
    // of RS's (k/20, (10 - k)/20) all but the two corners lie behind some (w, 1 - w); (0.5, 0) and (0, 0.5) as well
    expect(comparison?.dominated?.mean).toBe(1);
    expect(comparison?.dominates?.mean).toBe(0);
    expect(statistics.get('clp')?.hypervolume).toHaveLength(1001);
  });

  it('puts what was trained at one weighting beside all that was steered there', () => {
    expect(front.trained).toEqual([
      {
        policy: 'gold',
        weights: [0.5, 0.5],
        utility: { mean: 1.6, low: 1.6, high: 1.6 },
        above: [
          { policy: 'rs', utility: { mean: 1.1, low: 1.1, high: 1.1 } },
          { policy: 'clp', utility: { mean: 0.6, low: 0.6, high: 0.6 } },
        ],
      },
    ]);
    expect(front.comparisons[0]?.centre?.mean).toBeCloseTo(-0.5, 4);
  });

  it('takes regret at a weighting beside the grid, which no other indicator sees', () => {
    const beside: Pack = {
      ...pack,
      policies: pack.policies.map((one) => (one.id === 'gold' ? { ...one, points: [{ weights: [0.25, 0.75], slot: 'a' }] } : one)),
    };
    const measurements = joinRepeats(planJobs(beside, { repeats: 2 }).map(measurement));
    const { policies } = buildFront({ ...input, pack: beside, measurements }).front;
    const clp = policies.find(({ id }) => id === 'clp');
    expect(clp?.points).toHaveLength(12);
    // scaled: gold 1.6 either way, CLP (0.5, 1.5) at (1/4, 3/4)
    expect(clp?.indicators?.regret?.mean).toBeCloseTo(1.6 - (0.25 * 0.5 + 0.75 * 1.5), 4);
    expect(clp?.indicators?.hypervolume).toEqual(policy('clp')?.indicators?.hypervolume);
  });

  it('refuses a measurement that lacks an answer, a gold point off the grid, and a reward that nothing moves', () => {
    const [first, ...rest] = input.measurements.filter(({ split }) => split === 'held_out') as [MeasuredPoint];
    const cut = { ...first, repeats: first.repeats.slice(1) };
    const tuned = input.measurements.filter(({ split }) => split === 'tune');
    expect(() => buildFront({ ...input, measurements: [...tuned, cut, ...rest] })).toThrow("1 answers to 'p0', expected 2");
    expect(() => buildFront({ ...input, measurements: [cut, ...rest] })).toThrow('no measurement of the tuning prompts');
    expect(() => buildFront({ ...input, measurements: [...tuned.slice(0, 1), first, ...rest] })).toThrow('expected some of them to differ');
    const off = input.measurements.map((one) => (one.policy === 'gold' ? { ...one, weights: [0.45, 0.55] } : one));
    expect(() => buildFront({ ...input, measurements: off })).toThrow('gold at [0.45, 0.55] is no weighting of rs');
  });
});
