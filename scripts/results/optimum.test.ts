import { describe, expect, it } from 'vitest';
import { optimumTable } from './optimum.ts';

const at = (weights: number[], first: number, second: number) => ({ weights, rewards: { first, second, third: 0 } });

describe('optimumTable', () => {
  const points = [
    at([1, 0, 0], 0.9, 0.1),
    at([0.5, 0.5, 0], 0.6, 0.2),
    at([0.5, 0, 0.5], 0.2, 0.5),
    at([0, 1, 0], 0.1, 0.9),
    // The first reward has no weight here, and yet more of it than where it has a half: the third lends it some.
    at([0, 0, 1], 0.3, 0.6),
  ];
  const text = optimumTable(
    {
      format: 'tiller-optimum/1',
      pack: 'p',
      commit: 'c',
      seed: 1,
      prompts: 1,
      candidates: 9,
      prices: [{ price: 0.1, kl: 1.234, points }],
    },
    ['first', 'second'],
  );

  it('tells a reward that is monotone along an edge from one that is over all points', () => {
    const cells = text.split('\n')[2]?.split(' | ') ?? [];
    expect(cells.slice(0, 2)).toEqual(['| 0.1', '1.23']);
    // Ranks of the weight of `first` 5, 3.5, 3.5, 1.5, 1.5 against those of its means 5, 4, 2, 1, 3: 7 / sqrt(9 * 10); of `second` 4 / sqrt(8 * 10).
    expect(cells[2]).toBe('0.74, 0.45');
    expect(cells[4]).toBe('0.50, 1.00');
    expect(cells[5]).toContain('no');
  });
});
