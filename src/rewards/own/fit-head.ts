/** Fits the heads of `examples` and `taste` to what a reader showed. */
import { primalWeights } from '../../math/fit-logistic.ts';
import { readableFeatures } from '../readable-features.ts';
import { fitValidated } from './cross-validation.ts';
import type { FeatureHead, HeldOut, Preference, StateHead } from './learned-definition.ts';
import { encodeWeights } from './linear-head.ts';

/** Fewest examples of each side, and choices, of which anything can be held out. */
export const LEAST_EXAMPLES = 4;
export const LEAST_CHOICES = 8;
/** Most rows that a fit takes: the time grows with their cube. */
export const MOST_ROWS = 200;

/**
 * A head that tells liked texts from disliked ones: logistic regression with an intercept on states in standard deviations.
 * @param liked, disliked States [width]. @param base SHA-256 of the model whose they are.
 * @throws RangeError of one sentence where there are too few or too many.
 */
export function fitExamples(liked: readonly Float32Array[], disliked: readonly Float32Array[], base: string): StateHead {
  if (liked.length < LEAST_EXAMPLES || disliked.length < LEAST_EXAMPLES)
    throw new RangeError(
      `${liked.length} liked and ${disliked.length} disliked texts are too few to learn from and to check it: expected at least ${LEAST_EXAMPLES} of each.`,
    );
  refuseMany(liked.length + disliked.length, 'texts');
  const { rows, scale } = standardised([...liked, ...disliked]);
  const labels = [...liked.map(() => 1), ...disliked.map(() => 0)];
  const { fit, heldOut } = fitValidated(rows, labels, true);
  return { ...headOf(scale, primalWeights(rows, fit), fit.intercept), base, heldOut };
}

/**
 * A head that explains choices: P(chosen over other) = sigmoid(weights . (state - other's)), Bradley and Terry's model; its scores are 0.5 at the
 * mean of all texts that were shown.
 * @param pairs States of the chosen text and the other.
 * @throws RangeError of one sentence where there are too few or too many.
 */
export function fitTaste(pairs: readonly (readonly [Float32Array, Float32Array])[], base: string): StateHead {
  refuseChoices(pairs.length);
  const { rows, scale } = standardised(pairs.flat());
  const { weights, heldOut } = fitDifferences(rows);
  return { ...headOf(scale, weights, 0), base, heldOut };
}

/** The same on readable features: five numbers that a person can read. @throws as `fitTaste`. */
export function fitTasteOnFeatures(choices: readonly Preference[]): FeatureHead {
  refuseChoices(choices.length);
  const features = choices.flatMap(({ prompt, chosen, other }) =>
    [chosen, other].map((text) => readableFeatures({ prompt, text, finished: true })),
  );
  const { rows, scale } = standardised(features);
  const { weights, heldOut } = fitDifferences(rows);
  return {
    reads: 'features',
    means: [...scale.means],
    deviations: [...scale.deviations],
    // In standard deviations, without what made the rows one long.
    weights: weights.map((weight) => weight / scale.length),
    heldOut,
  };
}

function refuseMany(count: number, what: string): void {
  if (count > MOST_ROWS) throw new RangeError(`${count} ${what} are more than a fit in the page takes: expected at most ${MOST_ROWS}.`);
}

function refuseChoices(count: number): void {
  if (count < LEAST_CHOICES)
    throw new RangeError(`${count} choices are too few to learn from and to check it: expected at least ${LEAST_CHOICES}.`);
  refuseMany(count, 'choices');
}

/** @param rows The chosen text's and the other's, in turns. */
function fitDifferences(rows: readonly Float64Array[]): { weights: number[]; heldOut: HeldOut } {
  const differences: Float64Array[] = [];
  for (let i = 0; i < rows.length; i += 2) {
    const other = rows[i + 1] as Float64Array;
    differences.push((rows[i] as Float64Array).map((value, k) => value - (other[k] as number)));
  }
  const { fit, heldOut } = fitValidated(
    differences,
    differences.map(() => 1),
    false,
  );
  return { weights: primalWeights(differences, fit), heldOut };
}

interface Scale {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** Root of the mean squared norm that rows in standard deviations have: they are divided by it. */
  readonly length: number;
}

/** Rows in standard deviations from their mean, of mean squared norm 1; a column that never changes is 0. */
function standardised(rows: readonly ArrayLike<number>[]): { rows: Float64Array[]; scale: Scale } {
  const width = rows[0]?.length ?? 0;
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  for (let k = 0; k < width; k += 1) {
    const mean = rows.reduce((sum, row) => sum + (row[k] as number), 0) / rows.length;
    const variance = rows.reduce((sum, row) => sum + ((row[k] as number) - mean) ** 2, 0) / rows.length;
    means[k] = mean;
    deviations[k] = variance > 0 ? Math.sqrt(variance) : 1;
  }
  const inDeviations = rows.map((row) => means.map((mean, k) => ((row[k] as number) - mean) / (deviations[k] as number)));
  const squares = inDeviations.reduce((sum, row) => sum + row.reduce((own, value) => own + value * value, 0), 0);
  const length = Math.sqrt(squares / rows.length) || 1;
  return { rows: inDeviations.map((row) => row.map((value) => value / length)), scale: { means, deviations, length } };
}

/** Weights on standardised rows as a head on states. */
function headOf({ means, deviations, length }: Scale, weights: readonly number[], intercept: number): Omit<StateHead, 'base' | 'heldOut'> {
  const own = weights.map((weight, k) => weight / ((deviations[k] as number) * length));
  const bias = own.reduce((sum, weight, k) => sum - weight * (means[k] as number), intercept);
  return { reads: 'mean', bias, weights: encodeWeights(own) };
}

/** What a fit takes, as data: a worker does it, as its time grows with the cube of the rows. */
export type FitRequest =
  | {
      readonly kind: 'examples';
      readonly liked: readonly Float32Array[];
      readonly disliked: readonly Float32Array[];
      readonly base: string;
    }
  | { readonly kind: 'taste'; readonly pairs: readonly (readonly [Float32Array, Float32Array])[]; readonly base: string }
  | { readonly kind: 'features'; readonly choices: readonly Preference[] };

/** @throws as the fit of its kind. */
export function fitHead(request: FitRequest): StateHead | FeatureHead {
  if (request.kind === 'examples') return fitExamples(request.liked, request.disliked, request.base);
  return request.kind === 'taste' ? fitTaste(request.pairs, request.base) : fitTasteOnFeatures(request.choices);
}
