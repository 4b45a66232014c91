/**
 * Logistic regression with a Gaussian prior on the weights (L2) where there are more weights than examples: the optimum is a combination of the
 * examples (Kimeldorf and Wahba 1971), so Newton's method runs over one number an example, on the matrix of their inner products (Rasmussen and
 * Williams, Gaussian Processes for Machine Learning, section 3.4, with an intercept that no prior holds).
 */
import { logSigmoid, sigmoid } from './softmax.ts';
import { solveSymmetric } from './solve-symmetric.ts';

type Vector = readonly number[] | Float32Array | Float64Array;

export interface LogisticOptions {
  /** More than 0: what is minimised is sum_i -log p(label_i) + penalty |weights|^2 / 2. */
  readonly penalty: number;
  /** Whether there is an intercept; without one the margin of a row of zeros is 0. */
  readonly intercept: boolean;
}

/** margin(x) = sum_i duals_i rows_i . x + intercept; p = sigmoid(margin). */
export interface DualFit {
  readonly duals: readonly number[];
  readonly intercept: number;
}

const MAX_STEPS = 60;
const TOLERANCE = 1e-12;
/** Of p (1 - p): an example that is all but certain still has a finite step. */
const LEAST_CURVATURE = 1e-9;

/** Inner products of all rows with all. */
export function gramMatrix(rows: readonly Vector[]): number[][] {
  const gram = rows.map(() => new Array<number>(rows.length).fill(0));
  for (const [i, row] of rows.entries()) {
    for (let j = 0; j <= i; j += 1) {
      const product = dot(row, rows[j] as Vector);
      (gram[i] as number[])[j] = product;
      (gram[j] as number[])[i] = product;
    }
  }
  return gram;
}

/**
 * @param gram [n, n] inner products of the rows. @param labels One a row: 1 or 0.
 * @throws RangeError on a penalty that is not positive, sizes that differ, or with an intercept labels that are all alike: it has no optimum.
 */
export function fitDual(gram: readonly (readonly number[])[], labels: readonly number[], options: LogisticOptions): DualFit {
  const { penalty, intercept } = options;
  if (!(penalty > 0)) throw new RangeError(`penalty ${penalty}: expected more than 0`);
  if (gram.length !== labels.length) throw new RangeError(`${gram.length} rows and ${labels.length} labels: expected as many`);
  const ones = labels.filter((label) => label === 1).length;
  if (intercept && (ones === 0 || ones === labels.length)) throw new RangeError(`${labels.length} labels all alike: expected both`);
  let fit: DualFit = { duals: labels.map(() => 0), intercept: 0 };
  let margins = marginsOf(gram, fit);
  let value = objective(margins, fit, labels, penalty);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const newton = newtonPoint(gram, margins, labels, options);
    // Newton's step falls; far from the optimum it may be too long, then half of it is tried.
    let next = fit;
    let nextMargins = margins;
    let nextValue = Infinity;
    for (let length = 1; length > 1e-6; length /= 2) {
      next = between(fit, newton, length);
      nextMargins = marginsOf(gram, next);
      nextValue = objective(nextMargins, next, labels, penalty);
      if (nextValue <= value) break;
    }
    if (!(nextValue < value)) break;
    const fall = value - nextValue;
    fit = next;
    margins = nextMargins;
    value = nextValue;
    if (fall < TOLERANCE) break;
  }
  return fit;
}

/** The weights that a dual fit means, one a column. */
export function primalWeights(rows: readonly Vector[], { duals }: DualFit): number[] {
  const weights = new Array<number>(rows[0]?.length ?? 0).fill(0);
  for (const [i, row] of rows.entries()) {
    const dual = duals[i] as number;
    for (let k = 0; k < weights.length; k += 1) weights[k] = (weights[k] as number) + dual * (row[k] as number);
  }
  return weights;
}

/** Margin of something whose inner products with the rows are these. */
export function marginOf(products: Vector, { duals, intercept }: DualFit): number {
  return dot(products, duals) + intercept;
}

function marginsOf(gram: readonly (readonly number[])[], fit: DualFit): number[] {
  return gram.map((products) => marginOf(products, fit));
}

function objective(margins: readonly number[], { duals, intercept }: DualFit, labels: readonly number[], penalty: number): number {
  const lost = margins.reduce((sum, margin, i) => sum - logSigmoid(labels[i] === 1 ? margin : -margin), 0);
  // |weights|^2 = duals . gram . duals, and gram . duals are the margins without the intercept.
  const norm = margins.reduce((sum, margin, i) => sum + (duals[i] as number) * (margin - intercept), 0);
  return lost + (penalty * norm) / 2;
}

/** Where Newton's method would go from these margins: weighted least squares on z = margin + (label - p) / curvature. */
function newtonPoint(
  gram: readonly (readonly number[])[],
  margins: readonly number[],
  labels: readonly number[],
  { penalty, intercept }: LogisticOptions,
): DualFit {
  const p = margins.map(sigmoid);
  const roots = p.map((share) => Math.sqrt(Math.max(LEAST_CURVATURE, share * (1 - share))));
  const matrix = gram.map((row, i) =>
    row.map((product, j) => ((roots[i] as number) * (roots[j] as number) * product) / penalty + Number(i === j)),
  );
  /** (gram / penalty + 1 / curvature)^-1 x, from x times the roots. */
  const solve = (scaled: readonly number[]) => solveSymmetric(matrix, scaled).map((value, i) => value * (roots[i] as number));
  const target = solve(
    margins.map((margin, i) => (roots[i] as number) * margin + ((labels[i] as number) - (p[i] as number)) / (roots[i] as number)),
  );
  if (!intercept) return { duals: target.map((value) => value / penalty), intercept: 0 };
  const constant = solve(roots);
  const shift = sum(target) / sum(constant);
  return { duals: target.map((value, i) => (value - shift * (constant[i] as number)) / penalty), intercept: shift };
}

function between(from: DualFit, to: DualFit, length: number): DualFit {
  const mix = (a: number, b: number) => a + length * (b - a);
  return { duals: from.duals.map((dual, i) => mix(dual, to.duals[i] as number)), intercept: mix(from.intercept, to.intercept) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function dot(a: Vector, b: Vector): number {
  let total = 0;
  for (let k = 0; k < a.length; k += 1) total += (a[k] as number) * (b[k] as number);
  return total;
}
