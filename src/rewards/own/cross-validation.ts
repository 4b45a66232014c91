/** A linear fit to few examples whose prior is chosen by what it does not see, and how often it is right about what it did not see. */
import { type DualFit, fitDual, gramMatrix, marginOf } from '../../math/fit-logistic.ts';
import { logSigmoid } from '../../math/softmax.ts';
import type { HeldOut } from './learned-definition.ts';

/** In units of rows whose mean squared norm is 1. */
const PENALTIES = [0.03, 0.1, 0.3, 1, 3, 10] as const;
const OUTER_FOLDS = 10;
const INNER_FOLDS = 5;
/** Rows beyond which the outer folds are as few as the inner ones: a fit takes time with their cube. */
const MANY = 60;

export interface ValidatedFit {
  readonly fit: DualFit;
  readonly penalty: number;
  /** Rows on the right side of a fit that did not see them, a tie half, and all rows. */
  readonly heldOut: HeldOut;
}

/**
 * @param rows [n, columns], of mean squared norm 1. @param labels One a row, 1 or 0; all 1 without an intercept.
 * The penalty of each outer fold is chosen by folds of what it sees, so that the share right counts for none of the choosing.
 * @throws RangeError on fewer than two rows of a label that is there.
 */
export function fitValidated(rows: readonly ArrayLike<number>[], labels: readonly number[], intercept: boolean): ValidatedFit {
  const gram = gramMatrix(rows as readonly Float64Array[]);
  const all = [...labels.keys()];
  const problem: Problem = { gram, labels, intercept };
  const outer = foldsOf(all, labels, labels.length > MANY ? INNER_FOLDS : OUTER_FOLDS);
  let right = 0;
  for (const fold of outer) {
    const seen = all.filter((i) => !fold.includes(i));
    const fit = fitOf(problem, seen, bestPenalty(problem, seen));
    for (const i of fold) right += rightness(marginAt(problem, seen, fit, i), labels[i] as number);
  }
  const penalty = bestPenalty(problem, all);
  return { fit: fitOf(problem, all, penalty), penalty, heldOut: { right, count: labels.length } };
}

interface Problem {
  readonly gram: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly intercept: boolean;
}

/** 1 for the right side, 0.5 for none. */
function rightness(margin: number, label: number): number {
  if (margin === 0) return 0.5;
  return Number(margin > 0 === (label === 1));
}

/** Folds with the labels in turns; at most as many as there are rows of the rarer label that is there. */
function foldsOf(indices: readonly number[], labels: readonly number[], most: number): number[][] {
  const groups = [1, 0].map((label) => indices.filter((i) => labels[i] === label)).filter((group) => group.length > 0);
  const count = Math.min(most, ...groups.map((group) => group.length));
  if (count < 2) throw new RangeError(`${indices.length} rows to be held out in turns, expected at least two of each label`);
  const folds = Array.from({ length: count }, (): number[] => []);
  for (const group of groups) for (const [place, i] of group.entries()) folds[place % count]?.push(i);
  return folds;
}

/** The penalty that loses least on what it does not see; the larger of equals. */
function bestPenalty(problem: Problem, indices: readonly number[]): number {
  const folds = foldsOf(indices, problem.labels, INNER_FOLDS);
  let best = { penalty: PENALTIES[0] as number, lost: Infinity };
  for (const penalty of PENALTIES) {
    let lost = 0;
    for (const fold of folds) {
      const seen = indices.filter((i) => !fold.includes(i));
      const fit = fitOf(problem, seen, penalty);
      for (const i of fold) lost -= logSigmoid((problem.labels[i] === 1 ? 1 : -1) * marginAt(problem, seen, fit, i));
    }
    if (lost <= best.lost) best = { penalty, lost };
  }
  return best.penalty;
}

function fitOf({ gram, labels, intercept }: Problem, seen: readonly number[], penalty: number): DualFit {
  const part = seen.map((i) => seen.map((j) => (gram[i] as readonly number[])[j] as number));
  const own = seen.map((i) => labels[i] as number);
  return fitDual(part, own, { penalty, intercept });
}

function marginAt({ gram }: Problem, seen: readonly number[], fit: DualFit, i: number): number {
  return marginOf(
    seen.map((j) => (gram[i] as readonly number[])[j] as number),
    fit,
  );
}
