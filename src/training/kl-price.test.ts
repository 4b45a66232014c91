import { expect, test } from 'vitest';
import { firstPrices, priceAt, reprice } from './kl-price.ts';
import { prices as golden } from './testing/golden.ts';

const { kl_price, kl_target } = golden;
const settings = { kl_price, kl_target };

test('over ten steps prices and running KL are what Python says', () => {
  let state = firstPrices(3, settings);
  for (const { weightings, nats, prices, kl } of golden.steps) {
    state = reprice(state, weightings, nats, settings);
    expect(state.prices).toEqual(prices.map((price) => expect.closeTo(price, 6)));
    expect(state.kl).toEqual(kl.map((mean) => expect.closeTo(mean, 5)));
  }
});

test('without a target prices stay', () => {
  const state = firstPrices(2, settings);
  expect(reprice(state, [[1, 0]], [50], { ...settings, kl_target: null })).toBe(state);
});

test('between rewards a nat costs their prices weighed, and an axis without a reward has no say', () => {
  const state = { prices: [0.02, 0.06], kl: [0, 0] };
  expect(
    [
      [1, 0],
      [0, 1],
      [0.5, 0.5],
    ].map((w) => priceAt(w, state)),
  ).toEqual([0.02, 0.06, 0.04]);
  expect(priceAt([0.2, 0.8], { prices: [0.05], kl: [0] })).toBeCloseTo(0.05, 12);
});
