import { describe, expect, it } from 'vitest';
import { bootstrap, mean } from '../math/statistics.ts';
import { createResampling, intervalOf } from './resampling.ts';

const values = [0.1, 0.7, 0.4, 0.9, 0.3, 0.2];
const options = { seed: 3, resamples: 200 };
const resampling = createResampling(values.length, options);

describe('createResampling', () => {
  it('gives the means and the interval of the bootstrap', () => {
    const expected = bootstrap(values.length, (indices) => mean(indices.map((i) => values[i] as number)), options);
    const replicates = resampling.means(values);
    expect(replicates).toHaveLength(201);
    const { mean: own, low, high } = intervalOf(replicates);
    expect([own, low, high]).toEqual([expected.mean, expected.low, expected.high].map((value) => expect.closeTo(value, 5)));
  });

  it('averages a group alone, and takes its own mean where a resample has none of it', () => {
    const within = values.map((_, i) => i === 1);
    for (const value of resampling.means(values, within)) expect(value).toBeCloseTo(0.7, 12);
  });

  it('shares its resamples between statistics', () => {
    const a = resampling.means(values);
    const b = resampling.means(values.map((value) => value + 1));
    for (const [i, value] of a.entries()) expect((b[i] as number) - value).toBeCloseTo(1, 12);
  });

  it('wants a value a prompt', () => {
    expect(() => resampling.means([1])).toThrow('1 values for 6 prompts');
  });
});
