import { describe, expect, it } from 'vitest';
import { FrontSchema, parseFile } from '../../src/engine/pack.ts';
import { buildFront, type FrontInput } from './build-front.ts';
import { joinRepeats, type MeasuredPoint, type Measurement } from './measurement.ts';
import { type Job, planJobs } from './plan.ts';
import { testingPack, testingRewards } from './testing-pack.ts';

const prompts = ['p0', 'p1', 'p2', 'p3'];
const seeds = [1, 2];

/** Every answer of CLP at (w, 1 - w) scores (w, 1 - w) and RS half of it; the base (0.1, 0.2). Seeds differ by +-0.01. */
function measurement(job: Job): Measurement {
  const { policy, weights, split, repeat } = job;
  const scale = policy === 'clp' ? 1 : 0.5;
  const [first = 0, second = 0] = policy === 'base' ? [0.1, 0.2] : weights.map((weight) => weight * scale);
  const shift = split === 'tune' ? 0 : repeat === 0 ? 0.01 : -0.01;
  const answers = (split === 'tune' ? ['t0'] : prompts).map((prompt) => ({
    prompt,
    seed: seeds[repeat] as number,
    text: `${first + shift} ${second + shift}`,
    finished: repeat === 0,
    tokens: 5,
    kl: 2 + repeat,
    nll: 1,
  }));
  return { ...job, fingerprint: 'f', seconds: 1, answers };
}

const input: FrontInput = {
  pack: testingPack,
  rewards: testingRewards,
  prompts,
  seeds,
  examples: ['p0'],
  measurements: joinRepeats(planJobs(testingPack, { repeats: 2 }).map(measurement)),
  commit: 'c0ffee',
};

describe('buildFront', () => {
  const front = parseFile(FrontSchema, JSON.parse(JSON.stringify(buildFront(input))), 'front.json');
  const policy = (id: string) => front.policies.find((one) => one.id === id);

  it('has the base and both fronts', () => {
    expect(front.policies.map(({ id, points }) => [id, points.length])).toEqual([
      ['base', 1],
      ['rs', 11],
      ['clp', 11],
    ]);
  });

  it('averages seeds within a prompt, and prompts', () => {
    const point = policy('clp')?.points.find(({ weights }) => weights[0] === 0.3);
    expect(point?.rewards.first).toEqual({ mean: expect.closeTo(0.3), low: expect.closeTo(0.3), high: expect.closeTo(0.3) });
    expect(point?.twins['first-twin']?.mean).toBeCloseTo(0.15);
    expect(point?.kl.mean).toBeCloseTo(2.5);
    expect(point?.finished).toBe(0.5);
    expect(point?.samples).toEqual([{ prompt: 'p0', seed: 1, text: expect.any(String), finished: true, rewards: expect.any(Object) }]);
  });

  it('puts the reference 5 % of the range below the worst of base and single-reward corners', () => {
    // tuning means: first 0.1, 0.5, 0; second 0.2, 0, 0.5
    expect(front.reference).toEqual([expect.closeTo(-0.025), expect.closeTo(-0.025)]);
  });

  it('measures the hypervolume of the staircase, edge and whole alike for two rewards', () => {
    // Staircase of the 11 points (k/10, 1 - k/10) from 0: 45 cells of 0.01; the reference adds two strips and a corner.
    const expected = 0.45 + 2 * 0.025 * 1 + 0.025 ** 2;
    expect(policy('clp')?.indicators?.hypervolume.mean).toBeCloseTo(expected, 9);
    expect(policy('clp')?.indicators?.edges['first+second']?.mean).toBeCloseTo(expected, 9);
    expect(policy('clp')?.indicators?.steerability).toEqual({ first: expect.closeTo(1), second: expect.closeTo(1) });
  });

  it('compares two fronts on the same resamples', () => {
    expect(front.comparisons.map(({ policy: one, less }) => [one, less])).toEqual([['rs', 'clp']]);
    const { mean, low, high } = front.comparisons[0]?.hypervolume ?? { mean: Number.NaN, low: Number.NaN, high: Number.NaN };
    expect(mean).toBeCloseTo((policy('rs')?.indicators?.hypervolume.mean ?? 0) - (policy('clp')?.indicators?.hypervolume.mean ?? 0), 9);
    expect(low).toBeCloseTo(mean, 6);
    expect(high).toBeCloseTo(mean, 6);
  });

  it('refuses a measurement that lacks an answer', () => {
    const [first, ...rest] = input.measurements.filter(({ split }) => split === 'held_out') as [MeasuredPoint];
    const cut = { ...first, repeats: first.repeats.slice(1) };
    const tuned = input.measurements.filter(({ split }) => split === 'tune');
    expect(() => buildFront({ ...input, measurements: [...tuned, cut, ...rest] })).toThrow("1 answers to 'p0', expected 2");
    expect(() => buildFront({ ...input, measurements: [cut, ...rest] })).toThrow('no measurement of the tuning prompts');
  });
});
