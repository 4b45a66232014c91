import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/rng.ts';
import { createLake, LAKE_MAPS, type Lake } from './frozen-lake.ts';
import { countedPolicy, createImitator, futureWeights, type Intuition, PLAIN } from './imitation.ts';
import { policyOf } from './lake-logits.ts';
import { solveLake } from './value-iteration.ts';
import { careless, demonstrations, type Walk } from './walk.ts';

const lake = createLake(LAKE_MAPS.small, true);
const walks = demonstrations(lake, careless(solveLake(lake).policy, 0.1), 4, createRng(5));

/** One step of the definition, spelled out: inputs as vectors, every weight by its sum, the gradient by finite differences. */
function definedStep(at: Lake, demonstrated: readonly Walk[], logits: Float64Array, { lambda, gamma }: Intuition): number[] {
  const policy = policyOf(logits);
  const inputs = demonstrated.map(({ states, actions }) =>
    actions.map((_, t) => {
      const input = new Array<number>(at.cells.length).fill(0);
      input[states[t] as number] = t === 0 ? 1 : 1 - lambda;
      if (t === 0) return input;
      at.outcomes[states[t - 1] as number]?.forEach((outcomes, action) => {
        for (const { next, probability } of outcomes) {
          input[next] = (input[next] as number) + lambda * (policy[states[t - 1] as number]?.[action] as number) * probability;
        }
      });
      return input;
    }),
  );
  const losses = (table: Float64Array) =>
    demonstrated.map(({ actions }, w) =>
      actions.map((action, t) => {
        const mixed = [0, 1, 2, 3].map(
          (each) => inputs[w]?.[t]?.reduce((sum, weight, s) => sum + weight * (table[4 * s + each] as number), 0) as number,
        );
        return Math.log(mixed.reduce((sum, value) => sum + Math.exp(value), 0)) - (mixed[action] as number);
      }),
    );
  const weights = losses(logits).map((walk) => {
    if (gamma === 0) return walk.map(() => 1);
    const raw = walk.map((_, t) => walk.slice(t).reduce((sum, loss, k) => sum + gamma ** k * loss, 0));
    const total = raw.reduce((sum, value) => sum + value, 0);
    return raw.map((value) => (value * raw.length) / total);
  });
  const objective = (table: Float64Array) =>
    losses(table).reduce((sum, walk, w) => sum + walk.reduce((part, loss, t) => part + loss * (weights[w]?.[t] as number), 0), 0) /
    demonstrated.length;
  return Array.from(logits, (logit, i) => {
    const nudged = (by: number) => objective(logits.map((value, j) => (i === j ? value + by : value)));
    return logit - (nudged(1e-5) - nudged(-1e-5)) / 2e-5;
  });
}

describe('createImitator', () => {
  it.each([
    [0, 0],
    [0.2, 0.95],
    [0.5, 0],
    [0, 0.9],
    [1, 1],
  ])('takes the step that the definition takes, lambda %d, gamma %d', (lambda, gamma) => {
    const imitator = createImitator(lake, walks, { lambda, gamma });
    for (let k = 0; k < 3; k += 1) imitator.step();
    const expected = definedStep(lake, walks, imitator.logits.slice(), { lambda, gamma });
    imitator.step();
    imitator.logits.forEach((logit, i) => {
      expect(logit).toBeCloseTo(expected[i] as number, 6);
    });
  });

  it('tends to the counted policy when it is plain', () => {
    const imitator = createImitator(lake, walks, PLAIN, 4);
    const losses = [imitator.loss()];
    for (let k = 0; k < 1500; k += 1) imitator.step();
    losses.push(imitator.loss());
    expect(losses[0]).toBeCloseTo(Math.log(4), 9);
    expect(losses[1]).toBeLessThan(losses[0] as number);
    const counted = countedPolicy(lake, walks, 0);
    policyOf(imitator.logits).forEach((row, state) => {
      row.forEach((probability, action) => {
        expect(Math.abs(probability - (counted[state]?.[action] as number))).toBeLessThan(0.02);
      });
    });
  });

  it('leaves rows beside the path alone without a prediction, and teaches them with one', () => {
    const path: Walk = { states: [0, 4, 8], actions: [1, 1], reached: false };
    const moved = (lambda: number) => {
      const imitator = createImitator(lake, [path], { lambda, gamma: 0 });
      imitator.step();
      // Cell 1 is where a slip from the start may lead.
      return Math.max(...imitator.logits.slice(4, 8).map(Math.abs));
    };
    expect(moved(0)).toBe(0);
    expect(moved(0.2)).toBeGreaterThan(0);
  });

  it('refuses what it cannot learn from', () => {
    expect(() => createImitator(lake, [], PLAIN)).toThrow('no walk');
    expect(() => createImitator(lake, walks, { lambda: 1.2, gamma: 0 })).toThrow('lambda 1.2');
  });
});

describe('futureWeights', () => {
  it('sums discounted losses ahead, with mean 1', () => {
    // [1 + .5 x 2 + .25 x 4, 2 + .5 x 4, 4] = [3, 4, 4]
    expect(futureWeights([1, 2, 4], 0.5).map((w) => w * (11 / 3))).toEqual([3, 4, 4].map((w) => expect.closeTo(w, 12)));
    expect(futureWeights([1, 2, 4], 0)).toEqual([1, 1, 1]);
    expect(futureWeights([0, 0], 0.9)).toEqual([1, 1]);
    expect(futureWeights([], 0.9)).toEqual([]);
  });
});
