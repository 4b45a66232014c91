import fc from 'fast-check';
import { expect, it } from 'vitest';
import { solveSymmetric } from './solve-symmetric.ts';

it('solves what it was made from', () => {
  const value = fc.double({ min: -3, max: 3, noNaN: true });
  const problem = fc.integer({ min: 0, max: 6 }).chain((n) =>
    fc.record({
      root: fc.array(fc.array(value, { minLength: n, maxLength: n }), { minLength: n, maxLength: n }),
      x: fc.array(value, { minLength: n, maxLength: n }),
    }),
  );
  fc.assert(
    fc.property(problem, ({ root, x }) => {
      // M M^T + 1 is positive definite whatever M is.
      const a = root.map((row, i) => root.map((other, j) => row.reduce((sum, r, k) => sum + r * (other[k] as number), i === j ? 1 : 0)));
      const b = a.map((row) => row.reduce((sum, cell, j) => sum + cell * (x[j] as number), 0));
      solveSymmetric(a, b).forEach((solved, i) => {
        expect(solved).toBeCloseTo(x[i] as number, 7);
      });
    }),
    { seed: 1 },
  );
});

it('refuses a matrix that is not positive definite, and another size', () => {
  expect(() => solveSymmetric([[0]], [1])).toThrow('pivot 0 of row 0: expected a positive definite matrix');
  expect(() => solveSymmetric([[1]], [1, 2])).toThrow('expected as many');
});
