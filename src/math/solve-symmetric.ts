/**
 * Solves A x = b for a symmetric, positive definite A by Cholesky's factors, A = L L^T.
 * @throws RangeError when A is not positive definite, or its size is not that of b.
 */
export function solveSymmetric(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  if (a.length !== b.length) throw new RangeError(`matrix of ${a.length} rows and ${b.length} values: expected as many`);
  const lower = a.map((row) => row.map(() => 0));
  const at = (i: number, j: number) => (lower[i] as number[])[j] as number;
  const rest = (i: number, j: number) => {
    let sum = a[i]?.[j] as number;
    for (let k = 0; k < j; k += 1) sum -= at(i, k) * at(j, k);
    return sum;
  };
  for (let i = 0; i < a.length; i += 1) {
    const row = lower[i] as number[];
    for (let j = 0; j < i; j += 1) row[j] = rest(i, j) / at(j, j);
    const pivot = rest(i, i);
    if (!(pivot > 0)) throw new RangeError(`pivot ${pivot} of row ${i}: expected a positive definite matrix`);
    row[i] = Math.sqrt(pivot);
  }
  const x = [...b];
  for (let i = 0; i < x.length; i += 1) {
    for (let k = 0; k < i; k += 1) x[i] = (x[i] as number) - at(i, k) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  for (let i = x.length - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < x.length; k += 1) x[i] = (x[i] as number) - at(k, i) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  return x;
}
