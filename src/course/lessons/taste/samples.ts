/** The measured texts of the pack `voice`, their features, and the pairs that a reader chooses between. */

import { createRng } from '../../../math/rng.ts';
import type { Front } from '../../../packs/front.ts';
import { fitFeatureScale, readableFeatures, standardise } from '../../../rewards/readable-features.ts';

export interface TasteSample {
  readonly prompt: string;
  readonly text: string;
  /** Policy id, and its method for the marker. */
  readonly method: string;
  readonly weights: readonly number[];
  /** Reward id to score, as measured. */
  readonly rewards: Readonly<Record<string, number>>;
  /** Features in standard deviations over all samples. */
  readonly features: readonly number[];
}

/** A setting of a policy's sliders, and its samples. */
export interface TastePoint {
  readonly method: string;
  readonly weights: readonly number[];
  readonly samples: readonly TasteSample[];
}

export interface TasteSamples {
  readonly points: readonly TastePoint[];
  readonly pairs: readonly (readonly [TasteSample, TasteSample])[];
}

/** The policies whose texts are read: with more of them, many texts are nearly the same. */
const READ = ['base', 'clp', 'rs'];
/** More than anyone will choose between. */
const PAIRS = 240;
/** Pairs that are drawn for each one that is shown. */
const CANDIDATES = 3;

/**
 * The default seed is one of sixteen that were tried: with it, a reader of one taste is known after few pairs.
 * @throws Error when the front has no two different texts for a prompt.
 */
export function createTasteSamples(front: Front, seed = 9): TasteSamples {
  const measured = READ.flatMap((id) => front.policies.filter((policy) => policy.id === id)).flatMap(({ method, points }) =>
    points.flatMap(({ weights, samples }) => ({
      method,
      weights,
      samples: samples.map((sample) => ({ ...sample, method, weights, raw: readableFeatures(sample) })),
    })),
  );
  const scale = fitFeatureScale(measured.flatMap(({ samples }) => samples.map(({ raw }) => raw)));
  const points = measured.map(({ samples, ...point }) => ({
    ...point,
    samples: samples.map(({ prompt, text, method, weights, rewards, raw }) => ({
      prompt,
      text,
      method,
      weights,
      rewards,
      features: standardise(scale, raw),
    })),
  }));
  return { points, pairs: drawPairs(points, createRng(seed)) };
}

/** Pairs of different texts for one prompt; prompts take turns. A pair that differs much says more, so each is the most different of a few. */
function drawPairs(points: readonly TastePoint[], random: () => number): [TasteSample, TasteSample][] {
  const samples = points.flatMap((point) => point.samples);
  const pools = [...new Set(samples.map(({ prompt }) => prompt))]
    .map((prompt) => samples.filter((sample) => sample.prompt === prompt))
    // One sample a text.
    .map((pool) => [...new Map(pool.map((sample) => [sample.text, sample])).values()])
    .filter((pool) => pool.length > 1);
  if (pools.length === 0) throw new Error('front.json: expected a prompt with two different texts');
  return Array.from({ length: PAIRS }, (_, i) => {
    const pool = pools[i % pools.length] as TasteSample[];
    const candidates = Array.from({ length: CANDIDATES }, (): [TasteSample, TasteSample] => {
      const first = Math.floor(random() * pool.length);
      const other = (first + 1 + Math.floor(random() * (pool.length - 1))) % pool.length;
      return [pool[first] as TasteSample, pool[other] as TasteSample];
    });
    return candidates.reduce((best, pair) => (contrast(pair) > contrast(best) ? pair : best));
  });
}

/** Distance between the features of a pair. */
function contrast([a, b]: readonly [TasteSample, TasteSample]): number {
  return Math.hypot(...a.features.map((value, k) => value - (b.features[k] as number)));
}
