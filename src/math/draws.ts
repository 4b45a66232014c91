/** Random numbers other than uniform ones. `random` gives uniform numbers in [0, 1), e.g. `createRng(seed)`. */
import { logSoftmax } from './softmax.ts';

/** Standard normal (Box and Muller). */
export function drawNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * Symmetric Dirichlet(alpha) over `length` weights: 1 is uniform on the simplex, less seeks the corners, more the centre.
 * Gammas by Marsaglia and Tsang (2000), kept as logarithms so that a tiny alpha gives corners and not 0 / 0.
 * @param alpha more than 0.
 */
export function drawDirichlet(random: () => number, alpha: number, length: number): number[] {
  if (!(alpha > 0)) throw new RangeError(`Dirichlet alpha ${alpha}: expected more than 0`);
  return [...logSoftmax(Array.from({ length }, () => drawLogGamma(random, alpha))).map(Math.exp)];
}

/** log of a Gamma(shape, 1) variate. */
function drawLogGamma(random: () => number, shape: number): number {
  // Gamma(a) = Gamma(a + 1) U^(1 / a): the rejection below needs a shape of at least 1.
  if (shape < 1) return drawLogGamma(random, shape + 1) + Math.log(1 - random()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < x ** 2 / 2 + d * (1 - v + Math.log(v))) return Math.log(d * v);
  }
}
