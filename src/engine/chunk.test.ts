import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheBudget, chunkSize, rowBytes, rowLimit, type Waiting } from './chunk.ts';

/** SmolLM2-135M in single precision: 30 layers of 3 heads of 64. */
const info = { cacheBytesPerToken: 2 * 30 * 3 * 64 * 4 };
const texts = (count: number, tokens: number, rows = 1): Waiting[] => Array.from({ length: count }, () => ({ rows, tokens }));

/** Sizes of the batches until nothing waits. */
function chunksOf(queue: readonly Waiting[]): number[] {
  const sizes: number[] = [];
  for (let left = [...queue]; left.length > 0; left = left.slice(sizes.at(-1))) sizes.push(chunkSize(left, info));
  return sizes;
}

describe('chunkSize', () => {
  it('takes a front of 16 at once, and 66 points in even batches', () => {
    expect(chunksOf(texts(16, 100))).toEqual([16]);
    expect(chunksOf(texts(66, 100))).toEqual([22, 22, 22]);
  });

  it('takes fewer rows of longer texts, and one text at least', () => {
    expect(chunksOf(texts(22, 356))).toEqual([8, 7, 7]);
    expect(chunksOf(texts(3, 2048, 4))).toEqual([1, 1, 1]);
  });

  it('stays within rows and memory, whatever waits, and leaves nobody behind', () => {
    const text = fc.record({ rows: fc.integer({ min: 1, max: 4 }), tokens: fc.integer({ min: 10, max: 500 }) });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 150 }), (queue) => {
        let left = [...queue];
        while (left.length > 0) {
          const size = chunkSize(left, info);
          const chunk = left.slice(0, size);
          const rows = chunk.reduce((sum, one) => sum + one.rows, 0);
          const longest = Math.max(...chunk.map(({ tokens }) => tokens));
          expect(size).toBeGreaterThan(0);
          if (size > 1) {
            expect(rows).toBeLessThanOrEqual(rowLimit);
            expect(rows * rowBytes(longest, info)).toBeLessThanOrEqual(cacheBudget);
          }
          left = left.slice(size);
        }
      }),
    );
  });
});
