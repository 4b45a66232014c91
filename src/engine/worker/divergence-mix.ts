/**
 * MOD's mixes that need the reference: the p with f'(p / q) = sum_i w_i f'(p_i / q) + z (derived in src/methods/mod.ts).
 *
 * A token's ratio x = p / q depends on one number `a` of its experts and on the shift z of them all, and dx/dz = 1 / f''(x) > 0.
 * f' is concave, so at z = 0 the ratio is at most the arithmetic mean of the experts', and the mass at most 1: z >= 0. No token
 * may hold more than all the mass, which bounds z from above. Between the bounds Newton's steps find it, or halving where one leaves them.
 */
import type { Divergence } from '../../methods/method.ts';

interface Rule {
  /** What is averaged over the experts, of q / p_i: the token's number a is the average, Infinity where an expert excludes the token. */
  readonly term: (inverse: number) => number;
  /** x(a, z). */
  readonly ratio: (a: number, z: number) => number;
  /** 1 / f''(x). */
  readonly slope: (x: number) => number;
  /** The z at which the token would hold all the mass: x(a, z) = 1 / q. */
  readonly limit: (a: number, q: number) => number;
}

const RULES: Readonly<Record<Exclude<Divergence, 'reverse-kl'>, Rule>> = {
  'forward-kl': {
    term: (inverse) => inverse,
    ratio: (a, z) => 1 / (a - z),
    slope: (x) => x * x,
    limit: (a, q) => a - q,
  },
  // alpha = 1/2 throughout: x^-alpha is a square root.
  alpha: {
    term: Math.sqrt,
    ratio: (a, z) => 1 / (a - z / 2) ** 2,
    slope: (x) => x * Math.sqrt(x),
    limit: (a, q) => 2 * (a - Math.sqrt(q)),
  },
  jsd: {
    term: Math.log1p,
    ratio: (a, z) => 1 / Math.expm1(a - z),
    slope: (x) => x * (1 + x),
    limit: (a, q) => a - Math.log1p(q),
  },
};

/** Of the mass, far below float32's rounding of a logit. */
const TOLERANCE = 1e-10;
/** Halving alone needs about 50. */
const MOST_STEPS = 100;

/** Logits and their log-normaliser. */
export interface Distribution {
  readonly logits: Float32Array;
  readonly partition: number;
}

/**
 * @param weights One per expert, above 0, summing to 1.
 * @returns [vocabulary], log-probabilities; -Infinity where the reference or an expert is.
 */
export function mixByDivergence(
  divergence: Exclude<Divergence, 'reverse-kl'>,
  weights: readonly number[],
  reference: Distribution,
  experts: readonly Distribution[],
): Float32Array {
  const rule = RULES[divergence];
  const vocabulary = reference.logits.length;
  // Float64Array.from with a function takes twenty times as long.
  const mass = new Float64Array(vocabulary);
  for (let v = 0; v < vocabulary; v++) mass[v] = Math.exp((reference.logits[v] as number) - reference.partition);
  const numbers = new Float64Array(vocabulary);
  for (const [i, { logits, partition }] of experts.entries()) {
    const shift = partition - reference.partition;
    const weight = weights[i] as number;
    for (let v = 0; v < vocabulary; v++) {
      const inverse = Math.exp((reference.logits[v] as number) - (logits[v] as number) + shift);
      numbers[v] = (numbers[v] as number) + weight * rule.term(inverse);
    }
  }
  // An expert has nothing to say of a token that the reference excludes.
  for (let v = 0; v < vocabulary; v++) if (mass[v] === 0) numbers[v] = Number.POSITIVE_INFINITY;
  const z = findShift(rule, numbers, mass);
  const mixed = new Float32Array(vocabulary);
  for (let v = 0; v < vocabulary; v++) mixed[v] = Math.log((mass[v] as number) * rule.ratio(numbers[v] as number, z));
  return mixed;
}

/** The z at which the mass is 1. */
function findShift(rule: Rule, numbers: Float64Array, mass: Float64Array): number {
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  for (let v = 0; v < numbers.length; v++) high = Math.min(high, rule.limit(numbers[v] as number, mass[v] as number));
  // Experts that have no token in common have no mix: all logits become -Infinity, which the sampler refuses.
  if (!(high < Number.POSITIVE_INFINITY)) return 0;
  let z = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    let excess = -1;
    let slope = 0;
    for (let v = 0; v < numbers.length; v++) {
      const x = rule.ratio(numbers[v] as number, z);
      excess += (mass[v] as number) * x;
      slope += (mass[v] as number) * rule.slope(x);
    }
    if (Math.abs(excess) < TOLERANCE || (excess > 0 && z === 0)) return z;
    if (excess > 0) high = Math.min(high, z);
    else low = z;
    // On 1 / mass rather than on the mass: near the pole at the upper bound it is nearly a line.
    const newton = z - (excess * (1 + excess)) / slope;
    z = newton > low && newton < high ? newton : (low + high) / 2;
  }
  return z;
}
