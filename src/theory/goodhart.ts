/**
 * Goodhart's law where everything can be summed. A text has a usefulness u and a flattery f, both standard normal under the reference
 * policy. The golden reward is u - harm (f^2 - 1) / 2, 0 under the
 * reference: flattery does harm once there is much of it. The proxy is u + flattered f: it takes
 * flattery for a good thing. Optimising the proxy raises the golden reward first and ruins it later. Made up for the lesson, and the
 * simplest world that does it; both ways to optimise are exact here.
 */

export interface GoodhartWorld {
  /** What the proxy pays for a unit of flattery, at least 0; 0 is an honest proxy. */
  readonly flattered: number;
  /** What flattery costs in truth, at least 0. */
  readonly harm: number;
}

export interface GoodhartPoint {
  /** KL to the reference, nats. */
  readonly kl: number;
  /** Mean proxy reward. */
  readonly proxy: number;
  /** Mean golden reward. */
  readonly golden: number;
}

/**
 * The KL-regularised optimum, reference x exp(proxy / beta): a Gaussian tilt, so all three means are closed forms.
 * @param beta weight of the KL, more than 0.
 */
export function tiltedPoint({ flattered, harm }: GoodhartWorld, beta: number): GoodhartPoint {
  if (!(beta > 0)) throw new RangeError(`beta ${beta}: expected more than 0`);
  const u = 1 / beta;
  const f = flattered / beta;
  return { kl: (u ** 2 + f ** 2) / 2, proxy: u + flattered * f, golden: u - (harm * f ** 2) / 2 };
}

/** The beta at which the golden reward is highest, harm x flattered^2; 0, no KL at all, when the proxy is honest or flattery harmless. */
export function goldenBeta({ flattered, harm }: GoodhartWorld): number {
  return harm * flattered ** 2;
}

/** The tilt with this KL, from kl = (1 + flattered^2) / (2 beta^2). @param kl nats, at least 0; at 0 it is the reference. */
export function pointAtKl(world: GoodhartWorld, kl: number): GoodhartPoint {
  if (!(kl >= 0)) throw new RangeError(`KL ${kl}: expected at least 0`);
  return tiltedPoint(world, kl === 0 ? Infinity : Math.sqrt((1 + world.flattered ** 2) / (2 * kl)));
}

/**
 * Best of n: the text with the highest proxy of n texts of the reference. Along the proxy's direction it is the largest of n normals;
 * across, nothing changes. KL is ln n - (n - 1) / n, exact for a proxy without ties.
 * @param n at least 1.
 */
export function bestOfPoint({ flattered, harm }: GoodhartWorld, n: number): GoodhartPoint {
  if (!(n >= 1)) throw new RangeError(`n ${n}: expected at least 1`);
  const { mean, square } = largestNormal(n);
  const norm = Math.hypot(1, flattered);
  // u and f by the coordinate along the proxy, z, and the one across, which stays standard normal.
  const [alongU, alongF] = [1 / norm, flattered / norm];
  const squareF = alongF ** 2 * square + alongU ** 2;
  return { kl: Math.log(n) - (n - 1) / n, proxy: norm * mean, golden: alongU * mean - (harm * (squareF - 1)) / 2 };
}

const REACH = 9;
const CELLS = 4000;

/** Mean and mean square of the largest of n standard normals: the midpoint rule over z of z^k d(Phi(z)^n). */
function largestNormal(n: number): { mean: number; square: number } {
  let mean = 0;
  let square = 0;
  let below = 0;
  let cumulative = 0;
  const width = (2 * REACH) / CELLS;
  for (let cell = 0; cell < CELLS; cell += 1) {
    const z = -REACH + (cell + 0.5) * width;
    cumulative += (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * width;
    const reached = Math.min(1, cumulative) ** n;
    mean += z * (reached - below);
    square += z ** 2 * (reached - below);
    below = reached;
  }
  return { mean, square };
}
