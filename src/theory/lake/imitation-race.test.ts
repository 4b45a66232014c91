import { describe, expect, it } from 'vitest';
import { type ImitationRaceConfig, imitationRace } from './imitation-race.ts';

const run = (config: Partial<ImitationRaceConfig>, seed: number, steps: number) => {
  const race = imitationRace.create(
    { map: 'small', slippery: true, demonstrations: 16, lambda: 0.5, gamma: 0, replicas: 4, steps, ...config },
    seed,
  );
  while (!race.finished) race.step();
  return race.snapshot();
};

describe('imitationRace', () => {
  it('finds that mixing in the own prediction pays on ice and the future weights alone do not, in each of 5 seeds', {
    timeout: 120_000,
  }, () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      expect(run({}, seed, 40).gain.low).toBeGreaterThan(0.05);
      expect(run({ lambda: 0, gamma: 0.95 }, seed, 40).gain.high).toBeLessThan(0);
    }
  });

  it('gains certainty, not knowledge: taking the likeliest step SFT does as well as IFT, and far better than by drawing', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const { greedy, success } = run({}, seed, 40);
      expect(greedy.sft).toBeGreaterThan(success.sft.mean + 0.15);
      expect(Math.abs(greedy.ift - greedy.sft)).toBeLessThan(0.08);
    }
  });

  it('is a draw when there is no intuition', () => {
    const { gain, success, curves, at } = run({ lambda: 0 }, 1, 20);
    expect(gain).toEqual({ mean: 0, low: 0, high: 0 });
    expect(success.ift).toEqual(success.sft);
    expect(curves.ift).toEqual(curves.sft);
    expect(at).toEqual(Array.from({ length: 11 }, (_, i) => 2 * i));
  });

  it('stays below value iteration, and starts every learner alike', () => {
    const { success, oracle, curves, episodes } = run({ demonstrations: 4 }, 2, 30);
    for (const { high } of Object.values(success)) expect(high).toBeLessThanOrEqual(oracle);
    expect(new Set(Object.values(curves).map(([first]) => first)).size).toBe(1);
    expect(episodes).toBe(480);
  });

  it('thins its curves', () => {
    const { at } = run({ demonstrations: 1, slippery: false, replicas: 1 }, 1, 340);
    expect(at.length).toBeLessThanOrEqual(161);
    expect(at).toEqual(at.map((_, i) => 4 * i));
  });
});
