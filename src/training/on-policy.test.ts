import { expect, test } from 'vitest';
import { firstPrices } from './kl-price.ts';
import { onPolicyBatch, onPolicyPlan, type ReadAnswer, type ReadGroup } from './on-policy.ts';
import { policyOf } from './policy.ts';
import { batches } from './testing/golden.ts';
import { voiceRecipe } from './testing/recipe.ts';

const recipe = voiceRecipe({ rewards: ['brevity', 'richness'] });
const settings = recipe.on_policy as NonNullable<typeof recipe.on_policy>;
const prompts = Array.from({ length: 20 }, (_, i) => `prompt ${i}`);
const units = { brevity: 0.1, richness: 0.2 };

/** A finished answer of one word, a full stop and a stop token. */
function answer(brevity: number, richness: number, ratio = 0): ReadAnswer {
  const scores = [0, 0.5, 1].map((share) => ({ brevity: share * brevity, richness: share * richness, guard: 0 }));
  return {
    tokens: [7, 8, 2],
    finished: true,
    old: new Float32Array(3).fill(-1),
    base: new Float32Array(3).fill(-1 - ratio),
    words: { places: [0, 1, 2] },
    scores,
  };
}

function read(weights: readonly number[], answers: readonly ReadAnswer[]): ReadGroup {
  return { prompt: 'p', weights, coefficients: policyOf(recipe).coefficients(weights), seeds: answers.map((_, i) => i), answers };
}

const advantages = (groups: readonly ReadGroup[]) =>
  onPolicyBatch(recipe, units, groups, firstPrices(2, settings)).parts.flatMap(({ loss }) =>
    loss.kind === 'policy-gradient' ? loss.advantages.map((row) => [...row]) : [],
  );

test('a plan is a function of seed and step: groups of other prompts, each with a vector and seeds of its own', () => {
  const { groups, rate } = onPolicyPlan(recipe, prompts, 2);
  expect(onPolicyPlan(recipe, prompts, 2).groups).toEqual(groups);
  expect(onPolicyPlan(recipe, prompts, 3).groups).not.toEqual(groups);
  expect(new Set(groups.map(({ prompt }) => prompt)).size).toBe(8);
  for (const { weights, coefficients } of groups) expect(coefficients).toEqual([1, ...weights]);
  const seeds = groups.flatMap((group) => group.seeds);
  expect(new Set(seeds).size).toBe(48);
  for (const seed of seeds) expect(seed >>> 0).toBe(seed);
  expect(rate).toBeCloseTo(6e-4, 4);
});

test('the better answer of a group is made likelier, by the reward that its weighting asks for', () => {
  const answers = [answer(1, 0), answer(0, 1)];
  const [brief = [], rich = []] = advantages([read([1, 0], answers)]);
  expect(brief[0]).toBeGreaterThan(0);
  expect(rich[0]).toBeLessThan(0);
  const [other = []] = advantages([read([0, 1], answers)]);
  expect(other[0]).toBeLessThan(0);
});

test('of two equally good answers the one further from the base pays', () => {
  const [far = [], near = []] = advantages([read([1, 0], [answer(1, 0, 2), answer(1, 0, 0)])]);
  expect(far[2]).toBeCloseTo(-2 * settings.kl_price, 6);
  expect(near[2]).toBeCloseTo(2 * settings.kl_price, 6);
});

test('as a term of the loss KL is paid by the answer at the price of its weighting, and the advantages know nothing of it', () => {
  const inLoss = voiceRecipe({ rewards: ['brevity', 'richness'], on_policy: { ...settings, kl_as: 'loss' } });
  const groups = [read([1, 0], [answer(1, 0, 2), answer(1, 0, 0)]), read([0, 1], [answer(0, 1), answer(0, 1)])];
  const { parts } = onPolicyBatch({ ...inLoss }, units, groups, { prices: [0.1, 0.3], kl: [0, 0] });
  const losses = parts.map(({ loss }) => loss as Extract<typeof loss, { kind: 'policy-gradient' }>);
  expect(losses.flatMap(({ kl }) => kl?.prices)).toEqual([0.1, 0.1, 0.3, 0.3].map((price) => expect.closeTo(price, 9)));
  expect(losses.flatMap(({ kl }) => kl?.base.map(([first]) => first))).toEqual([-3, -1, -1, -1]);
  for (const { advantages: rows } of losses) for (const row of rows) expect([...row]).toEqual([0, 0, 0].map(() => expect.closeTo(0, 6)));
});

test('a batch is cut into parts of whole groups', () => {
  const groups = [1, 2, 3].map(() => read([0.5, 0.5], [answer(1, 0), answer(0, 1)]));
  const { parts, kl, rewards, finished } = onPolicyBatch(recipe, units, groups, firstPrices(2, settings));
  expect(parts.map(({ rows }) => rows.length)).toEqual([4, 2]);
  expect(parts.map(({ loss }) => (loss.kind === 'policy-gradient' ? loss.old.length : 0))).toEqual([4, 2]);
  expect({ kl, rewards, finished }).toEqual({ kl: 0, rewards: { brevity: 0.5, richness: 0.5, guard: 0 }, finished: 1 });
});

test('a guided draw remembers what the front has shown, and another step draws by it', () => {
  const guided = voiceRecipe({ rewards: ['brevity', 'richness'], draw: { alpha: 1, corner_share: 0.3, guided: true } });
  const groups = [read([1, 0], [answer(0.8, 0.3), answer(0.6, 0.5)])];
  const { memory } = onPolicyBatch(guided, units, groups, firstPrices(2, settings));
  expect(memory.archive?.means[0]).toEqual([0.7, 0.4].map((x) => expect.closeTo(x, 9)));
  expect(memory.archive?.growth[0]).toBeCloseTo(0.28, 9);
  const share = (used?: typeof memory) =>
    Array.from({ length: 40 }, (_, step) => onPolicyPlan(guided, prompts, step, used).groups)
      .flat()
      .filter(({ weights }) => (weights[0] as number) > 5 / 6).length / 320;
  expect(share(memory)).toBeGreaterThan(share() + 0.15);
  expect(onPolicyBatch(recipe, units, groups, firstPrices(2, settings)).memory.archive).toBeUndefined();
});

test('what cannot be learned from is refused', () => {
  expect(() => onPolicyPlan({ ...recipe, on_policy: undefined }, prompts, 0)).toThrow('no on-policy stage');
  expect(() => onPolicyPlan(recipe, [], 0)).toThrow('no prompts to sample answers to');
  expect(() => advantages([read([1, 0], [answer(1, 0)])])).toThrow('1 answers to "p", expected a group of at least 2');
  expect(() => advantages([read([1, 0], [answer(Number.NaN, 0), answer(1, 0)])])).toThrow('score of brevity is NaN');
});

test("advantages, prices and means of two steps are those of Python's stage", () => {
  const written = voiceRecipe({ rewards: ['a', 'b'], on_policy: batches.settings });
  let prices = firstPrices(2, written.on_policy as typeof settings);
  for (const { answers, advantages: expected, log } of batches.steps) {
    const groups = batches.weights.map((weights, g): ReadGroup => {
      const own = answers.filter(({ group }) => group === g);
      const made = own.map(
        ({ finished, old, base, trace }): ReadAnswer => ({
          tokens: old.map(() => 7),
          finished,
          old: Float32Array.from(old),
          base: Float32Array.from(base),
          words: { places: old.map((_, t) => t) },
          scores: trace.map(([a = 0, b = 0, guard = 0]) => ({ a, b, guard })),
        }),
      );
      return { prompt: String(g), weights, coefficients: [1, ...weights], seeds: [0, 1], answers: made };
    });
    const batch = onPolicyBatch(written, batches.units, groups, prices);
    const got = batch.parts.flatMap(({ loss }) => (loss.kind === 'policy-gradient' ? loss.advantages : []));
    expect(got.map((row) => [...row])).toEqual(expected.map((row) => row.map((value) => expect.closeTo(value, 4))));
    prices = batch.memory;
    expect(prices.prices).toEqual(log.prices.map((price) => expect.closeTo(price, 4)));
    expect(prices.kl).toEqual(log.kl_by_reward.map((kl) => expect.closeTo(kl, 3)));
    expect([batch.kl, batch.finished, batch.rewards.guard]).toEqual([log.kl, log.finished, log.guard].map((x) => expect.closeTo(x, 5)));
    for (const id of written.rewards) expect(batch.rewards[id]).toBeCloseTo(log.by_reward[id] as number, 3);
  }
  expect(batches.steps).toHaveLength(2);
});
