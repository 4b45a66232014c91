/** A two-layer net small enough to read: a one-hot input, tanh units, logits. Forward and backward pass by hand. */
import { drawNormal } from '../math/draws.ts';

export interface NetShape {
  /** Number of states; the input is one-hot, so its column of the first layer is what a state says to the units. */
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

/** Weights in one vector: first layer [hidden, inputs], then second layer [outputs, hidden]. No biases. */
export type NetWeights = Float64Array;

export function firstLayerSize({ inputs, hidden }: NetShape): number {
  return inputs * hidden;
}

export function netSize({ inputs, hidden, outputs }: NetShape): number {
  return hidden * (inputs + outputs);
}

/** First layer from a standard normal, second at a tenth of it: the net starts close to the uniform policy. */
export function createNetWeights(shape: NetShape, random: () => number): NetWeights {
  const first = firstLayerSize(shape);
  return Float64Array.from({ length: netSize(shape) }, (_, i) => drawNormal(random) * (i < first ? 1 : 0.1));
}

/** Logits of one state: outputs[o] = sum_h second[o, h] tanh(first[h, state]). */
export function netLogits({ inputs, hidden, outputs }: NetShape, weights: NetWeights, state: number): Float64Array {
  const logits = new Float64Array(outputs);
  for (let h = 0; h < hidden; h += 1) {
    const unit = Math.tanh(weights[h * inputs + state] as number);
    for (let o = 0; o < outputs; o += 1) {
      logits[o] = (logits[o] as number) + (weights[hidden * inputs + o * hidden + h] as number) * unit;
    }
  }
  return logits;
}

/** Adds to `gradient` (laid out as the weights) what `slope`, the objective's derivative by the logits of `state`, implies. */
export function backpropagate(shape: NetShape, weights: NetWeights, state: number, slope: ArrayLike<number>, gradient: Float64Array): void {
  const { inputs, hidden, outputs } = shape;
  for (let h = 0; h < hidden; h += 1) {
    const first = h * inputs + state;
    const unit = Math.tanh(weights[first] as number);
    let unitSlope = 0;
    for (let o = 0; o < outputs; o += 1) {
      const second = hidden * inputs + o * hidden + h;
      unitSlope += (weights[second] as number) * (slope[o] as number);
      gradient[second] = (gradient[second] as number) + unit * (slope[o] as number);
    }
    gradient[first] = (gradient[first] as number) + unitSlope * (1 - unit ** 2);
  }
}
