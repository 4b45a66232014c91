import { describe, expect, it } from 'vitest';
import type { Pack } from '../packs/pack.ts';
import { axisScorers, distinct3, twinScorers, watchedScorers } from './axes.ts';
import type { Answer } from './measurement.ts';
import { testingPack, testingRewards } from './testing/testing-pack.ts';

const answer: Answer = { prompt: 'p', seed: 1, text: '0.5 0.25', finished: true, tokens: 3, kl: 4, nll: 1, learned: 0.9 };
const pack: Pack = {
  ...testingPack,
  rewards: ['approval', 'closeness'],
  rewardModel: { slot: 'a', reward: 'approval' },
  golden: ['first'],
};

describe('axisScorers', () => {
  it('reads texts, log-ratios and what the engine scored', () => {
    expect(axisScorers(testingPack, testingRewards).map((axis) => axis.score(answer))).toEqual([0.5, 0.25]);
    expect(axisScorers(pack, testingRewards).map((axis) => [axis.id, axis.score(answer)])).toEqual([
      ['approval', 0.9],
      ['closeness', -4],
    ]);
  });

  it('names a reward that is none, and an answer that the engine did not score', () => {
    expect(() => axisScorers({ ...testingPack, rewards: ['third'] }, testingRewards)).toThrow('no reward third, expected one of first');
    const { learned, ...unscored } = answer;
    expect(learned).toBeDefined();
    expect(() => axisScorers(pack, testingRewards)[0]?.score(unscored)).toThrow("the answer to 'p' has no approval");
  });
});

describe('watchedScorers and twinScorers', () => {
  it('add golden rewards, the guard, and the twins of every text reward', () => {
    expect(watchedScorers(pack, testingRewards).map(({ id }) => id)).toEqual(['first', 'guard']);
    expect(twinScorers(pack, testingRewards).map(({ id }) => id)).toEqual(['first-twin']);
    expect(twinScorers(testingPack, testingRewards).map(({ id }) => id)).toEqual(['first-twin', 'second-twin']);
  });
});

describe('distinct3', () => {
  it('is the share of distinct word trigrams, whatever their case', () => {
    // a b c, b c a, c a b, a b c: three of four
    expect(distinct3('A b c, a b C.')).toBe(0.75);
    expect(distinct3('la la la la')).toBe(0.5);
    expect(distinct3('two words')).toBe(1);
    expect(distinct3('')).toBe(1);
  });
});
