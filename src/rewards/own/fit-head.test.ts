import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/rng.ts';
import { wilsonInterval } from '../../math/statistics.ts';
import { fitExamples, fitTaste, fitTasteOnFeatures } from './fit-head.ts';
import { decodeWeights, encodeWeights, scoreFeatures, scoreState } from './linear-head.ts';

const WIDTH = 40;
const BASE = 'a'.repeat(64);

/** States of noise; one direction, which only some columns show, tells good from bad. */
function made(count: number, seed: number, strength: number): { good: Float32Array[]; bad: Float32Array[] } {
  const random = createRng(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const state = (side: number) => Float32Array.from({ length: WIDTH }, (_, k) => 3 + k * (normal() + (k % 5 === 0 ? strength * side : 0)));
  return { good: Array.from({ length: count }, () => state(1)), bad: Array.from({ length: count }, () => state(-1)) };
}

const scores = (head: { bias: number; weights: string }, states: readonly Float32Array[]) =>
  states.map((state) => scoreState(head, decodeWeights(head.weights), state));
const share = (hits: readonly boolean[]) => hits.filter(Boolean).length / hits.length;

describe('a head on examples', () => {
  it('tells texts apart that it never saw, as often as its folds say', () => {
    const { good, bad } = made(20, 3, 0.5);
    const head = fitExamples(good, bad, BASE);
    const { heldOut } = head;
    const interval = wilsonInterval(heldOut.right, heldOut.count);
    const fresh = made(300, 4, 0.5);
    const right = share([...scores(head, fresh.good).map((score) => score > 0.5), ...scores(head, fresh.bad).map((score) => score < 0.5)]);
    expect(heldOut.count).toBe(40);
    expect(right).toBeGreaterThan(0.75);
    expect(right).toBeGreaterThan(interval.low - 0.02);
    expect(right).toBeLessThan(interval.high + 0.02);
    expect(head).toMatchObject({ reads: 'mean', base: BASE });
  });

  it('claims nothing where there is nothing: over twenty sets of noise the folds are right half of the time', () => {
    const rights = Array.from({ length: 20 }, (_, seed) => {
      const { good, bad } = made(10, 100 + seed, 0);
      const { right, count } = fitExamples(good, bad, BASE).heldOut;
      return right / count;
    });
    const mean = rights.reduce((sum, right) => sum + right, 0) / rights.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
  });

  it('does not mind the size of a column, nor one that never changes', () => {
    const { good, bad } = made(8, 5, 1);
    const changed = (states: readonly Float32Array[]) =>
      states.map((state) => state.map((value, k) => (k === 7 ? 1 : k % 2 === 0 ? 1000 * value : value)));
    const flat = (states: readonly Float32Array[]) => states.map((state) => state.map((value, k) => (k === 7 ? 1 : value)));
    const plain = scores(fitExamples(flat(good), flat(bad), BASE), flat(good));
    const scaled = scores(fitExamples(changed(good), changed(bad), BASE), changed(good));
    for (const [i, score] of plain.entries()) expect(scaled[i]).toBeCloseTo(score, 4);
  });

  it('is refused on too few or too many, in one sentence', () => {
    const { good, bad } = made(150, 6, 1);
    expect(() => fitExamples(good.slice(0, 3), bad.slice(0, 9), BASE)).toThrow(
      '3 liked and 9 disliked texts are too few to learn from and to check it: expected at least 4 of each.',
    );
    expect(() => fitExamples(good, bad, BASE)).toThrow('300 texts are more than a fit in the page takes: expected at most 200.');
  });
});

describe('a taste', () => {
  it('on states is right about pairs that it never saw, and 0.5 at the mean', () => {
    const { good, bad } = made(24, 7, 0.6);
    const head = fitTaste(
      good.map((state, i) => [state, bad[i] as Float32Array] as const),
      BASE,
    );
    expect(wilsonInterval(head.heldOut.right, head.heldOut.count).low).toBeGreaterThan(0.5);
    const fresh = made(200, 8, 0.6);
    const [better, worse] = [scores(head, fresh.good), scores(head, fresh.bad)];
    expect(share(better.map((score, i) => score > (worse[i] as number)))).toBeGreaterThan(0.8);
    const mean = Float32Array.from(
      { length: WIDTH },
      (_, k) => [...good, ...bad].reduce((sum, state) => sum + (state[k] as number), 0) / 48,
    );
    expect(scores(head, [mean])[0]).toBeCloseTo(0.5, 3);
  });

  it('on readable features has weights that a person can read', () => {
    const long = 'It rains in the garden, and the gardener is glad, for the beans were dry and the well was low, and so he sits and waits.';
    const choices = Array.from({ length: 12 }, (_, i) => ({
      prompt: 'Why?',
      chosen: `It rains${'.'.repeat(i % 2)}`,
      other: `${long} ${i}`,
    }));
    const head = fitTasteOnFeatures(choices);
    expect(head.weights[0]).toBeLessThan(0);
    expect(head.heldOut).toEqual({ right: 12, count: 12 });
    const score = (text: string) => scoreFeatures(head, { prompt: 'Why?', text, finished: true });
    expect(score('It rains')).toBeGreaterThan(0.5);
    expect(score(long)).toBeLessThan(0.5);
    expect(() => fitTasteOnFeatures(choices.slice(0, 7))).toThrow('7 choices are too few');
  });
});

it('a head’s weights travel as text and come back exactly', () => {
  const weights = Float32Array.of(0.1, -1e-20, 3e8, 0);
  expect(decodeWeights(encodeWeights(weights))).toEqual(weights);
  expect(() => decodeWeights(btoa('12345'))).toThrow('a head of 5 bytes, expected four a number');
  expect(() => decodeWeights(encodeWeights([Number.NaN]))).toThrow('not finite');
  expect(() => scoreState({ bias: 0 }, weights, new Float32Array(576))).toThrow('a head of 4 numbers, expected 576');
});
