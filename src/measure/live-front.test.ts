import { describe, expect, it } from 'vitest';
import { createRng } from '../math/rng.ts';
import { mean, quantile } from '../math/statistics.ts';
import type { Front } from '../packs/front.ts';
import { axisScorers } from './axes.ts';
import { buildFront } from './build-front.ts';
import { isShown, type LiveFrontInput, liveFront, liveFrontSteps, sweptOf } from './live-front.ts';
import type { ScoredText } from './live-points.ts';
import { joinRepeats, type Measurement } from './measurement.ts';
import { engineSeed, type Job, planJobs } from './plan.ts';
import { testingPack, testingRewards } from './testing/testing-pack.ts';

const prompts = ['p0', 'p1', 'p2', 'p3', 'p4'];
const seeds = [1, 2];
const random = createRng(5);

/** Scores that follow the weights, with noise of every text's own. */
function measurement(job: Job): Measurement {
  const { policy, weights, split, repeat } = job;
  const height = policy === 'clp' ? 1 : 0.8;
  const answers = (split === 'tune' ? ['t0'] : prompts).map((prompt, i) => {
    const [first = 0.1, second = 0.15] = weights.map((weight) => weight * height + 0.2 * random());
    const text = `${first.toFixed(4)} ${second.toFixed(4)}`;
    return { prompt, seed: engineSeed(seeds[repeat] ?? 0, i), text, finished: true, tokens: 5, kl: 2 * random(), nll: random() };
  });
  return { ...job, key: 'k', seconds: 1, answers };
}

const measurements = planJobs(testingPack, { repeats: 2 }).map(measurement);
const { front } = buildFront({
  pack: testingPack,
  rewards: testingRewards,
  prompts,
  groups: {},
  seeds,
  examples: [],
  measurements: joinRepeats(measurements),
  commit: 'c0ffee',
});
const scorers = axisScorers(testingPack, testingRewards);
const texts: ScoredText[] = measurements
  .filter(({ split }) => split === 'held_out')
  .flatMap(({ policy, weights, answers }) =>
    answers.map((answer) => ({
      series: policy,
      weights,
      prompt: answer.prompt,
      seed: answer.seed,
      stop: 'end',
      scores: Object.fromEntries([...scorers.map((axis) => [axis.id, axis.score(answer)] as const), ['kl', answer.kl] as const]),
    })),
  );
const input: LiveFrontInput = { texts, rewards: testingPack.rewards, watched: ['kl'], reference: front.reference, scale: front.scale };
const live = liveFront(input);
const seriesOf = (id: string, of = live) => of.series.find(({ series }) => series === id);
const grown = (text: ScoredText): ScoredText => ({ ...text, stop: undefined });

describe('a finished sweep', () => {
  it('has the evaluation’s means and intervals at every point', () => {
    expect(live.over).toBe('prompts');
    for (const { id, points } of front.policies) {
      const swept = seriesOf(id)?.points ?? [];
      expect(swept).toHaveLength(points.length);
      for (const { weights, rewards, kl } of points) {
        const point = swept.find((one) => one.weights.join() === weights.join());
        for (const reward of testingPack.rewards) expect(point?.rewards[reward]).toEqual({ ...rewards[reward], n: prompts.length });
        expect(point?.rewards.kl).toEqual({ ...kl, n: prompts.length });
        expect(point).toMatchObject({ ended: 10, of: 10 });
      }
    }
  });

  it('has the evaluation’s hypervolumes and paired differences', () => {
    for (const { id, indicators } of front.policies.filter((policy) => policy.indicators)) {
      expect(seriesOf(id)?.hypervolume).toEqual({ ...indicators?.hypervolume, n: prompts.length });
    }
    const [comparison] = front.comparisons;
    expect(live.differences).toHaveLength(1);
    const [difference] = live.differences;
    expect([difference?.series, difference?.less]).toEqual([comparison?.policy, comparison?.less]);
    expect(difference?.hypervolume).toEqual({ ...comparison?.hypervolume, n: prompts.length });
    expect(difference?.meanInnerProduct).toEqual({ ...comparison?.meanInnerProduct, n: prompts.length });
    expect([difference?.dominates, difference?.dominated]).toEqual([
      expect.closeTo(comparison?.dominates?.mean ?? Number.NaN, 5),
      expect.closeTo(comparison?.dominated?.mean ?? Number.NaN, 5),
    ]);
  });

  it('names who dominates a point, as looking at every pair does', () => {
    const means = (point: { readonly rewards: Readonly<Record<string, { readonly mean: number }>> }) =>
      testingPack.rewards.map((id) => point.rewards[id]?.mean ?? Number.NaN);
    let dominated = 0;
    for (const { points } of live.series) {
      for (const point of points) {
        const own = means(point);
        const better = live.series.filter(({ points: others }) =>
          others
            .map(means)
            .some((other) => other.every((value, i) => value >= (own[i] ?? 0)) && other.some((value, i) => value > (own[i] ?? 0))),
        );
        expect(point.dominatedBy).toEqual(better.map(({ series }) => series));
        dominated += better.length;
      }
    }
    expect(dominated).toBeGreaterThan(5);
  });

  it('is told of a front file as of its texts', () => {
    const opened = sweptOf(front as Front, testingPack.rewards);
    for (const { series, points, hypervolume } of live.series) {
      const told = seriesOf(series, opened);
      if (told?.hypervolume) expect(told.hypervolume).toEqual(hypervolume);
      expect(
        told?.points.map(({ weights, dominatedBy, rewards: { first, second, kl } }) => ({ weights, dominatedBy, first, second, kl })),
      ).toEqual(points.map(({ weights, dominatedBy, rewards: { first, second, kl } }) => ({ weights, dominatedBy, first, second, kl })));
    }
    expect(opened.differences.map(({ hypervolume }) => hypervolume)).toEqual(live.differences.map(({ hypervolume }) => hypervolume));
  });

  it('gives way often', () => {
    expect([...liveFrontSteps(input)].length).toBeGreaterThan(100);
  });
});

describe('a sweep on its way', () => {
  it('has no interval of one sample, and one over the samples of a single prompt', () => {
    const one = liveFront({ ...input, texts: texts.filter(({ prompt, seed }) => prompt === 'p0' && seed < 2000) });
    expect(one.over).toBe('samples');
    for (const { points, hypervolume } of one.series) {
      for (const { rewards } of points) expect(rewards.first).toEqual({ mean: expect.any(Number), n: 1 });
      expect(hypervolume).toEqual({ mean: expect.any(Number), n: 1 });
    }
    expect(one.differences[0]?.hypervolume).toEqual({ mean: expect.any(Number), n: 1 });
    const two = liveFront({ ...input, texts: texts.filter(({ prompt }) => prompt === 'p0') });
    for (const { points } of two.series) for (const { rewards } of points) expect(rewards.first).toHaveProperty('low');
    expect(two.series[0]?.points[0]?.rewards.first?.n).toBe(2);
  });

  it('counts a text that grows only where none of its point has ended', () => {
    const [a, b, c] = [0.2, 0.4, 0.9].map(
      (first, i): ScoredText => ({ series: 's', weights: [1, 0], prompt: `p${i}`, seed: i, stop: 'end', scores: { first } }),
    ) as [ScoredText, ScoredText, ScoredText];
    const meanOf = (all: readonly ScoredText[]) => liveFront({ texts: all, rewards: ['first'] }).series[0]?.points[0];
    expect(meanOf([grown(a), grown(b), { ...grown(c), scores: {} }])).toMatchObject({
      rewards: { first: { mean: 0.3, n: 0 } },
      ended: 0,
      of: 3,
    });
    expect(meanOf([a, b, grown(c)])).toMatchObject({ rewards: { first: { mean: 0.3, n: 2 } }, ended: 2 });
    expect(meanOf([{ ...a, scores: {} }, grown({ ...b, scores: {} })])?.rewards).toEqual({});
  });

  it('takes volumes and differences from the prompts that are complete, as a bootstrap by hand does', () => {
    const whole = new Set(['p0', 'p2', 'p3']);
    const part = texts.map((text) => (whole.has(text.prompt) || text.weights[0] !== 0.5 ? text : grown(text)));
    const { series, differences } = liveFront({ ...input, texts: part });
    const only = liveFront({ ...input, texts: texts.filter(({ prompt }) => whole.has(prompt)) });
    expect(series.find((one) => one.series === 'clp')?.hypervolume).toEqual(seriesOf('clp', only)?.hypervolume);
    expect(differences.map(({ hypervolume, meanInnerProduct }) => ({ hypervolume, meanInnerProduct }))).toEqual(
      only.differences.map(({ hypervolume, meanInnerProduct }) => ({ hypervolume, meanInnerProduct })),
    );
    expect(only.differences[0]?.hypervolume?.n).toBe(3);

    // Of one reward and one weighting the volume is the mean above the reference: resampled by another hand.
    const values = [0.1, 0.5, 0.9, 0.3];
    const single = values.map(
      (first, i): ScoredText => ({ series: 's', weights: [1], prompt: `p${i}`, seed: i, stop: 'end', scores: { first } }),
    );
    const volume = liveFront({ texts: single, rewards: ['first'], reference: [-1] }).series[0]?.hypervolume;
    const draw = createRng(99);
    const resampled = Array.from(
      { length: 20_000 },
      () => mean(values.map(() => values[Math.floor(draw() * values.length)] as number)) + 1,
    );
    expect(volume?.mean).toBeCloseTo(1.45, 5);
    expect(volume?.low).toBeCloseTo(quantile(resampled, 0.025), 1);
    expect(volume?.high).toBeCloseTo(quantile(resampled, 0.975), 1);
  });

  it('has a volume of what is there before a prompt is complete, and none without a reference', () => {
    const corners = texts.filter(({ weights }) => weights.length === 0 || weights.includes(1));
    const missing = texts.filter((text) => !corners.includes(text)).map((text): ScoredText => ({ ...grown(text), scores: {} }));
    const early = liveFront({ ...input, texts: [...corners, ...missing] });
    expect(seriesOf('clp', early)?.hypervolume).toMatchObject({ n: 0 });
    expect(seriesOf('clp', early)?.hypervolume?.mean).toBeLessThan(seriesOf('clp')?.hypervolume?.mean ?? 0);
    expect(early.differences[0]).not.toHaveProperty('hypervolume');
    expect(seriesOf('clp', liveFront({ texts, rewards: testingPack.rewards }))).not.toHaveProperty('hypervolume');
  });
});

describe('isShown', () => {
  it('is true where the interval leaves 0 out', () => {
    expect(isShown({ mean: 1, low: 0.5, high: 2, n: 3 })).toBe(true);
    expect(isShown({ mean: -1, low: -2, high: -0.1, n: 3 })).toBe(true);
    expect(isShown({ mean: 1, low: -0.5, high: 2, n: 3 })).toBe(false);
    expect(isShown({ mean: 1, n: 1 })).toBe(false);
  });
});
