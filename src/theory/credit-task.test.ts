import { describe, expect, it } from 'vitest';
import { createRng } from '../math/rng.ts';
import { bestReward, type CreditTask, createCreditTask, expectedReward, prefixRewards, textReward, tonesOf } from './credit-task.ts';

const TASK: CreditTask = {
  tokens: 2,
  length: 5,
  tones: [
    [1, -1],
    [0, 1],
    [0, -1],
  ],
};

function randomPolicy({ tokens }: CreditTask, seed: number): number[][] {
  const random = createRng(seed);
  return Array.from({ length: tokens + 1 }, () => {
    const masses = Array.from({ length: tokens }, () => 0.1 + random());
    const sum = masses.reduce((total, mass) => total + mass, 0);
    return masses.map((mass) => mass / sum);
  });
}

describe('the task', () => {
  it('scores a text by its pairs', () => {
    expect(tonesOf(TASK, [0, 0, 1, 1, 0])).toEqual([0, 1, -1, 1, 0]);
    expect(textReward(TASK, [0, 0, 1, 1, 0])).toBeCloseTo((2 - 1) / (2 + 1 + 2), 12);
    expect(prefixRewards(TASK, [0, 0, 1])).toEqual([0, 0, 1 / 3, 0]);
    expect(textReward(TASK, [])).toBe(0);
  });

  it('has the expected reward that enumeration finds', () => {
    for (const seed of [1, 2, 3]) {
      const task = seed === 1 ? TASK : createCreditTask({ tokens: 3, length: 5, toned: 0.3 }, seed);
      const policy = randomPolicy(task, seed);
      let sum = 0;
      for (let index = 0; index < task.tokens ** task.length; index += 1) {
        const text = Array.from({ length: task.length }, (_, t) => Math.floor(index / task.tokens ** t) % task.tokens);
        const chance = text.reduce((p, token, t) => p * (policy[t === 0 ? task.tokens : (text[t - 1] as number)]?.[token] as number), 1);
        sum += chance * textReward(task, text);
      }
      expect(expectedReward(task, policy)).toBeCloseTo(sum, 12);
    }
  });

  it('can always be done: a warm successor for every token gives the best reward', () => {
    const task = createCreditTask({}, 4);
    const policy = task.tones.map((row) => row.map((_, token) => (token === row.indexOf(1) ? 1 : 0)));
    expect(expectedReward(task, policy)).toBeCloseTo(bestReward(task), 12);
  });
});
