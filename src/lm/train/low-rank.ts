/** A linear of the base with its low-rank part, y = x W + ((x A) * c) B, forward and backward. */
import type { Matrix, TrainKernels } from './train-kernels.ts';
import type { Factors } from './trained.ts';

/** What the low-rank part works in, [rows, columns] each, and the rows' coefficients c. */
export interface LowRank {
  readonly columns: Matrix;
  readonly low: Matrix;
  readonly dLow: Matrix;
}

/** low = (x A) * c. */
function lower(kernels: TrainKernels, { columns, low }: LowRank, x: Matrix, a: Matrix): void {
  kernels.product(x, a, low);
  multiply(kernels, low, columns);
}

function multiply(kernels: TrainKernels, values: Matrix, factors: Matrix): void {
  const [to, by] = [kernels.values(values), kernels.values(factors)];
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) * (by[i] as number);
}

/** y += ((x A) * c) B. */
export function addLowRank(kernels: TrainKernels, work: LowRank, x: Matrix, { a, b }: Factors, y: Matrix): void {
  lower(kernels, work, x, a);
  kernels.product(work.low, b, y, { adds: true });
}

/** The gradients of A and B grow by those of dy; so does dx, unless nobody wants it, by what the low-rank part adds to the derivative for x. */
export function lowRankBackward(
  kernels: TrainKernels,
  work: LowRank,
  x: Matrix,
  { a, b, da, db }: Factors,
  dy: Matrix,
  dx: Matrix | undefined,
): void {
  const { columns, low, dLow } = work;
  lower(kernels, work, x, a);
  kernels.product(low, dy, db, { turned: true, adds: true });
  kernels.product(dy, b, dLow, { transposed: true });
  multiply(kernels, dLow, columns);
  kernels.product(x, dLow, da, { turned: true, adds: true });
  if (dx) kernels.product(dLow, a, dx, { transposed: true, adds: true });
}
