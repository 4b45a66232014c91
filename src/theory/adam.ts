/** Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1) that ascends, for vectors of a few weights. */

export interface Adam {
  /** Moves `weights` in place one step up the gradient. */
  ascend(weights: Float64Array, gradient: Float64Array): void;
}

/** @param rate step size; the paper's beta_1 .9, beta_2 .999 and epsilon 1e-8. */
export function createAdam(size: number, rate: number): Adam {
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  let step = 0;
  return {
    ascend(weights, gradient) {
      step += 1;
      const meanScale = 1 / (1 - 0.9 ** step);
      const squareScale = 1 / (1 - 0.999 ** step);
      for (let i = 0; i < size; i += 1) {
        const slope = gradient[i] as number;
        mean[i] = 0.9 * (mean[i] as number) + 0.1 * slope;
        square[i] = 0.999 * (square[i] as number) + 0.001 * slope ** 2;
        const move = ((mean[i] as number) * meanScale) / (Math.sqrt((square[i] as number) * squareScale) + 1e-8);
        weights[i] = (weights[i] as number) + rate * move;
      }
    },
  };
}
