import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFile } from '../../../lm/parse-file.ts';
import { FrontSchema } from '../../../packs/front.ts';
import { FEATURE_IDS } from '../../../rewards/readable-features.ts';
import { createTasteSamples } from './samples.ts';
import {
  agrees,
  choicesOf,
  extremes,
  fitTaste,
  heldOutResult,
  initial,
  intervals,
  isHeldOut,
  isKnown,
  rankCorrelation,
  SKIPPED_TO,
  scorePoints,
  skipTo,
  type TasteState,
  type Vote,
} from './taste-state.ts';

const front = parseFile(FrontSchema, JSON.parse(readFileSync('public/models/voice/front.json', 'utf8')), 'front.json');
const samples = createTasteSamples(front);

/** A reader who always takes the text with less of a feature. */
function less(feature: (typeof FEATURE_IDS)[number], votes: number): TasteState {
  const k = FEATURE_IDS.indexOf(feature);
  const choose = (i: number): Vote => {
    const [a, b] = samples.pairs[i] as (typeof samples.pairs)[number];
    return (a.features[k] as number) <= (b.features[k] as number) ? 'a' : 'b';
  };
  return { ...initial, samples, votes: Array.from({ length: votes }, (_, i) => choose(i)) };
}

describe('pairs of measured texts', () => {
  it('are of one prompt, of two different texts, and the same every time', () => {
    for (const [a, b] of samples.pairs) {
      expect(a.prompt).toBe(b.prompt);
      expect(a.text).not.toBe(b.text);
    }
    expect(createTasteSamples(front).pairs).toEqual(samples.pairs);
  });
});

describe('a reader with a taste', () => {
  it('for short texts reaches the goal in 18 pairs, with a negative weight on words', () => {
    const state = less('words', 18);
    expect(agrees(state)).toBe(true);
    const words = intervals(fitTaste(state))[0];
    expect(words?.high).toBeLessThan(0);
    expect(isKnown(state)).toBe(true);
  });

  it('has every third choice kept out of the fit', () => {
    const { fitted, heldOut } = choicesOf(less('words', 18));
    expect([fitted.length, heldOut.length]).toEqual([12, 6]);
    const turned = less('words', 18);
    const votes = turned.votes.map((vote, i) => (isHeldOut(i) ? (vote === 'a' ? 'b' : 'a') : vote));
    expect(fitTaste({ ...turned, votes }).weights).toEqual(fitTaste(turned).weights);
    expect(heldOutResult({ ...turned, votes }).agreed).toBe(6 - heldOutResult(turned).agreed);
  });

  it('who tosses a coin is not agreed with more than half the time', () => {
    const rates = [1, 2, 3, 4, 5].map((shift) => {
      const votes = Array.from({ length: 120 }, (_, i): Vote => ((i * 7919 + shift * 104_729) % 5 < 2.5 ? 'a' : 'b'));
      const { agreed, heldOut } = heldOutResult({ ...initial, samples, votes });
      return agreed / heldOut;
    });
    expect(rates.reduce((sum, rate) => sum + rate, 0) / 5).toBeLessThan(0.65);
  });

  it('gets a reward that goes with brevity, and texts at its ends that fit', () => {
    const state = less('words', 60);
    const { weights } = fitTaste(state);
    expect(rankCorrelation(scorePoints({ ...state, axis: 'brevity' }, weights))).toBeGreaterThan(0.6);
    const [most, least] = extremes(state, weights) as NonNullable<ReturnType<typeof extremes>>;
    expect(most.features[0]).toBeLessThan(least.features[0] as number);
    // the base, and CLP and Rewarded Soups over the grid of three rewards
    expect(scorePoints(state, weights)).toHaveLength(1 + 2 * 16);
  });
});

it('the made-up reader leaves zero once a reader has skipped to it, and reaches the goal within 36 pairs', () => {
  expect(isKnown(skipTo({ ...initial, samples }, SKIPPED_TO))).toBe(true);
  expect(agrees(skipTo({ ...initial, samples }, 36))).toBe(true);
});

it('without texts nothing is known, and nothing fails', () => {
  const state = skipTo(initial, SKIPPED_TO);
  expect(isKnown(state)).toBe(false);
  expect(heldOutResult(state)).toEqual({ heldOut: 0, agreed: 0 });
  expect(extremes(state, [])).toBeUndefined();
});
