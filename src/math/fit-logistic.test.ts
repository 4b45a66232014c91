import { describe, expect, it } from 'vitest';
import { fitDual, gramMatrix, marginOf, primalWeights } from './fit-logistic.ts';
import { logSigmoid } from './softmax.ts';

const ROWS = Array.from({ length: 9 }, (_, i) => Array.from({ length: 14 }, (__, k) => Math.sin(1.7 * i + 0.9 * k * k + 0.3 * i * k)));
const LABELS = [1, 0, 1, 1, 0, 0, 1, 0, 1];

describe('logistic regression from inner products', () => {
  // By models/fit_logistic.py: PyTorch's L-BFGS on the weights themselves.
  it.each([
    [0.05, true, [-0.7445992, -0.6765705, -0.8267881, -0.0275312], 0.5170046, 0.538890608],
    [0.05, false, [-0.7325397, -0.6231507, -0.8129206, 0.0935824], 0, 0.559639465],
    [1, true, [-0.3477271, -0.2351136, -0.3566758, -0.0405252], 0.3049913, 2.81878712],
    [1, false, [-0.3350125, -0.2236057, -0.3533398, -0.0168343], 0, 2.873798003],
  ])('finds PyTorch’s optimum at penalty %d, intercept %s', (penalty, intercept, first, shift, loss) => {
    const fit = fitDual(gramMatrix(ROWS), LABELS, { penalty, intercept });
    const weights = primalWeights(ROWS, fit);
    for (const [k, weight] of first.entries()) expect(weights[k]).toBeCloseTo(weight, 6);
    expect(fit.intercept).toBeCloseTo(shift, 6);
    const margins = ROWS.map((row) => row.reduce((sum, value, k) => sum + value * (weights[k] as number), fit.intercept));
    const lost = margins.reduce((sum, margin, i) => sum - logSigmoid(LABELS[i] === 1 ? margin : -margin), 0);
    expect(lost + (penalty * weights.reduce((sum, weight) => sum + weight ** 2, 0)) / 2).toBeCloseTo(loss, 8);
  });

  it('gives anything else the margin of its weights', () => {
    const fit = fitDual(gramMatrix(ROWS), LABELS, { penalty: 0.3, intercept: true });
    const other = ROWS[0]?.map((_, k) => Math.cos(k)) ?? [];
    const products = ROWS.map((row) => row.reduce((sum, value, k) => sum + value * (other[k] as number), 0));
    const direct = primalWeights(ROWS, fit).reduce((sum, weight, k) => sum + weight * (other[k] as number), fit.intercept);
    expect(marginOf(products, fit)).toBeCloseTo(direct, 10);
  });

  it('stays finite where one direction tells all labels apart, and where rows are equal', () => {
    const rows = [[100], [90], [-80], [-100], [100]];
    const fit = fitDual(gramMatrix(rows), [1, 1, 0, 0, 1], { penalty: 1e-4, intercept: true });
    expect(primalWeights(rows, fit)[0]).toBeGreaterThan(0);
    expect([...fit.duals, fit.intercept].every(Number.isFinite)).toBe(true);
  });

  it('refuses what has no optimum', () => {
    const gram = gramMatrix(ROWS);
    expect(() => fitDual(gram, LABELS, { penalty: 0, intercept: true })).toThrow('penalty 0: expected more than 0');
    expect(() => fitDual(gram, LABELS.slice(1), { penalty: 1, intercept: true })).toThrow('9 rows and 8 labels');
    expect(() =>
      fitDual(
        gram,
        LABELS.map(() => 1),
        { penalty: 1, intercept: true },
      ),
    ).toThrow('9 labels all alike: expected both');
  });
});
