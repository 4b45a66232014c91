/**
 * A language model with fewer parameters than contexts: logits = W f(context), so that what it learns in one context it says in
 * others too. f is the prompt's features beside the last token, and the token before it.
 */
import { softmax } from '../math/softmax.ts';
import { contextCount, type LmShape, rowKl, type TabularLm } from './tabular-lm.ts';

export interface LogLinearLm {
  readonly shape: LmShape;
  /** Features of each prompt, [prompts][features]. */
  readonly promptFeatures: readonly (readonly number[])[];
  /** [inputs, vocabulary], where inputs = (features + 1) x (vocabulary + 1); written to by training. */
  readonly weights: Float64Array;
}

/** A model that says every token with equal probability. */
export function uniformLm(shape: LmShape, promptFeatures: readonly (readonly number[])[]): LogLinearLm {
  const features = promptFeatures[0]?.length ?? 0;
  return { shape, promptFeatures, weights: new Float64Array((features + 1) * (shape.vocabulary + 1) * shape.vocabulary) };
}

/**
 * Calls `visit` for every input of a context that is not 0, with its row of the weights and its value: the prompt's features at the last
 * token, then a 1 at the token before it.
 */
function forInputs({ shape, promptFeatures }: LogLinearLm, context: number, visit: (input: number, value: number) => void): void {
  const side = shape.vocabulary + 1;
  const features = promptFeatures[Math.floor(context / (side * side))] as readonly number[];
  for (let k = 0; k < features.length; k += 1) visit(k * side + (context % side), features[k] as number);
  visit(features.length * side + (Math.floor(context / side) % side), 1);
}

/** Writes the next-token probabilities of one context to its row of `into`, [contexts, vocabulary]. */
function writeRow(lm: LogLinearLm, context: number, into: Float64Array): void {
  const { vocabulary } = lm.shape;
  const first = context * vocabulary;
  into.fill(0, first, first + vocabulary);
  forInputs(lm, context, (input, value) => {
    for (let token = 0; token < vocabulary; token += 1) {
      into[first + token] = (into[first + token] as number) + value * (lm.weights[input * vocabulary + token] as number);
    }
  });
  into.set(softmax(into.subarray(first, first + vocabulary)), first);
}

/** All rows of the model as a table. */
export function tabulate(lm: LogLinearLm): TabularLm {
  const probabilities = new Float64Array(contextCount(lm.shape) * lm.shape.vocabulary);
  for (let context = 0; context < contextCount(lm.shape); context += 1) writeRow(lm, context, probabilities);
  return { shape: lm.shape, probabilities };
}

/**
 * One step down the gradient of sum_c visits(c) KL(target(.|c) || model(.|c)) in the weights; the gradient with respect to the logits
 * of a context is visits(c) (model - target).
 * @returns that sum before the step, nats.
 */
export function distilStep(lm: LogLinearLm, target: TabularLm, visits: Float64Array, rate: number): number {
  const { vocabulary } = lm.shape;
  const model = new Float64Array(target.probabilities.length);
  const gradient = new Float64Array(lm.weights.length);
  let loss = 0;
  visits.forEach((visit, context) => {
    if (visit === 0) return;
    writeRow(lm, context, model);
    loss += visit * rowKl(target.probabilities, model, context, vocabulary);
    forInputs(lm, context, (input, value) => {
      for (let token = 0; token < vocabulary; token += 1) {
        const error = (model[context * vocabulary + token] as number) - (target.probabilities[context * vocabulary + token] as number);
        gradient[input * vocabulary + token] = (gradient[input * vocabulary + token] as number) + visit * value * error;
      }
    });
  });
  gradient.forEach((slope, i) => {
    lm.weights[i] = (lm.weights[i] as number) - rate * slope;
  });
  return loss;
}
