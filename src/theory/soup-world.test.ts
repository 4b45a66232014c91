import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aboveChord, createSoupWorld, soupOracle, soupPoint, tabularSoup } from './soup-world.ts';

const anyWorld = fc.record({ seed: fc.nat(1000), beta: fc.double({ min: 0.05, max: 1, noNaN: true }) });

describe('the soup world', () => {
  it('is one in which the average of exact experts is the optimum, at every weighting', () => {
    fc.assert(
      fc.property(anyWorld, fc.double({ min: 0, max: 1, noNaN: true }), ({ seed, beta }, w) => {
        const world = createSoupWorld(seed, beta);
        const soup = soupPoint(world, tabularSoup(world, w));
        soupPoint(world, soupOracle(world, w)).forEach((value, i) => {
          expect(soup[i]).toBeCloseTo(value, 9);
        });
      }),
      { seed: 1 },
    );
  });

  it('has experts that earn most of their own reward', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const world = createSoupWorld(seed);
      const [first, second] = [1, 0].map((w) => soupPoint(world, soupOracle(world, w))) as [[number, number], [number, number]];
      expect(first[0]).toBeGreaterThan(second[0] + 0.3);
      expect(second[1]).toBeGreaterThan(first[1] + 0.3);
      expect(aboveChord(soupPoint(world, tabularSoup(world, 0.5)), [first, second])).toBeGreaterThan(0);
    }
  });
});

describe('aboveChord', () => {
  it('is the distance along the normal, negative below, zero on the chord and at its ends', () => {
    const chord = [
      [1, 0],
      [0, 1],
    ] as const;
    expect(aboveChord([1, 1], chord)).toBeCloseTo(Math.SQRT1_2, 12);
    expect(aboveChord([0, 0], chord)).toBeCloseTo(-Math.SQRT1_2, 12);
    expect(aboveChord([0.3, 0.7], chord)).toBeCloseTo(0, 12);
    expect(aboveChord([1, 0], chord)).toBe(0);
    expect(
      aboveChord(
        [0.5, 0.4],
        [
          [0.5, 0.3],
          [0.5, 0.3],
        ],
      ),
    ).toBe(0);
  });
});
