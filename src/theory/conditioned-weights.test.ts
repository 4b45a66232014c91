import { describe, expect, it } from 'vitest';
import { conditionedCount, conditionWeights, spreadGradient, weightsAt } from './conditioned-weights.ts';

const START = Float64Array.of(1, -2, 0.5);
const CONDITIONED = [true, false, true];

describe('conditioned weights', () => {
  it('are the start at every weighting before training', () => {
    const weights = conditionWeights(START, CONDITIONED, 2);
    for (const w of [0, 0.3, 1]) expect([...weightsAt(weights, [w, 1 - w], new Float64Array(3))]).toEqual([...START]);
  });

  it('are the copy of a reward at its corner and the average between', () => {
    const weights = { copies: [Float64Array.of(1, 5, 2), Float64Array.of(3, 9, 4)], conditioned: CONDITIONED };
    const at = (w: number) => [...weightsAt(weights, [w, 1 - w], new Float64Array(3))];
    expect(at(1)).toEqual([1, 5, 2]);
    expect(at(0)).toEqual([3, 5, 4]);
    expect(at(0.25)).toEqual([2.5, 5, 3.5]);
  });

  it('count and spread what has copies', () => {
    expect(conditionedCount(CONDITIONED)).toBe(2);
    const into = [new Float64Array(3), new Float64Array(3)];
    spreadGradient(conditionWeights(START, CONDITIONED, 2), [0.25, 0.75], Float64Array.of(4, 4, 8), into);
    expect(into.map((copy) => [...copy])).toEqual([
      [1, 4, 2],
      [3, 0, 6],
    ]);
    expect(() => conditionWeights(START, [true], 2)).toThrow('equally many');
  });
});
