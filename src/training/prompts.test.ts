import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptSplit, splitPrompts, usualCounts } from './prompts.ts';
import { shippedPrompts } from './shipped-prompts.ts';

const listOf = (count: number) => Array.from({ length: count }, (_, i) => `prompt ${i}`);

describe('the split of prompts', () => {
  it('puts every prompt in one part, in the order of the list, and the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 120 }), fc.nat(), (count, seed) => {
        const list = listOf(count);
        const split = splitPrompts(list, usualCounts(count), seed);
        const parts = [split.train, split.tune, split.heldOut];
        expect(parts.flat().sort()).toEqual([...list].sort());
        for (const part of parts) {
          expect(part.length).toBeGreaterThan(0);
          expect(part).toEqual(list.filter((prompt) => part.includes(prompt)));
        }
        expect(splitPrompts(list, usualCounts(count), seed)).toEqual(split);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('depends on the seed', () => {
    const splits = [1, 2, 3].map((seed) => splitPrompts(listOf(40), usualCounts(40), seed).heldOut.join());
    expect(new Set(splits).size).toBe(3);
  });

  it('holds out the same prompts whatever number is trained on', () => {
    const few = splitPrompts(listOf(30), { train: 4, tune: 3, heldOut: 6 }, 7);
    const all = splitPrompts(listOf(30), { train: 21, tune: 3, heldOut: 6 }, 7);
    expect(few.heldOut).toEqual(all.heldOut);
    expect(few.tune).toEqual(all.tune);
    expect(all.train).toEqual(expect.arrayContaining([...few.train]));
  });

  it('refuses more than there are', () => {
    expect(() => splitPrompts(listOf(5), { train: 4, tune: 1, heldOut: 1 }, 1)).toThrow('4 + 1 + 1 prompts of 5');
    expect(() => splitPrompts(listOf(5), { train: 0.5, tune: 1, heldOut: 1 }, 1)).toThrow('0.5 + 1 + 1 prompts of 5');
  });

  it('of a long list holds out no more than the shipped prompts do', () => {
    expect(usualCounts(400)).toEqual({ train: 340, tune: 20, heldOut: 40 });
    expect(usualCounts(3)).toEqual({ train: 1, tune: 1, heldOut: 1 });
    expect([0, 1, 2].map(usualCounts)).toEqual([
      { train: 0, tune: 0, heldOut: 0 },
      { train: 1, tune: 0, heldOut: 0 },
      { train: 1, tune: 0, heldOut: 1 },
    ]);
  });

  it('of one’s own lowers counts that no longer fit, what is trained on first', () => {
    const own = (count: number, counts: object) =>
      promptSplit({ source: 'own', list: listOf(count), counts: { train: 0, tune: 0, heldOut: 0, ...counts }, seed: 1 });
    const sizes = ({ train, tune, heldOut }: ReturnType<typeof own>) => [train.length, tune.length, heldOut.length];
    expect(sizes(own(10, { train: 20, tune: 3, heldOut: 4 }))).toEqual([3, 3, 4]);
    expect(sizes(own(5, { train: 20, tune: 3, heldOut: 4 }))).toEqual([0, 1, 4]);
    expect(sizes(own(10, {}))).toEqual([7, 1, 2]);
    expect(sizes(own(0, {}))).toEqual([0, 0, 0]);
  });

  it('of the shipped prompts takes the first of each part where fewer are asked for', () => {
    const few = promptSplit({ source: 'shipped', list: [], counts: { train: 30, tune: 20, heldOut: 10 }, seed: 1 });
    expect(few.train).toEqual(shippedPrompts.train.slice(0, 30));
    expect(few.heldOut).toEqual(shippedPrompts.heldOut.slice(0, 10));
  });

  it('of the shipped prompts is the published one', () => {
    const split = promptSplit({ source: 'shipped', list: [], counts: { train: 0, tune: 0, heldOut: 0 }, seed: 1 });
    expect(split).toBe(shippedPrompts);
    expect([split.train, split.tune, split.heldOut].map(({ length }) => length)).toEqual([150, 20, 40]);
  });
});
