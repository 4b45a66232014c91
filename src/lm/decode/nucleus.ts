/** The set of tokens that top-k, top-p and min-p leave. */
import type { Sampling } from '../requests.ts';

export interface Nucleus {
  /** Token ids by falling logit, equal logits by rising id; at least `possible` of them. */
  readonly tokens: readonly number[];
  /** How many of them the set has. */
  readonly size: number;
  /** How many of them are in even if logits / T and probabilities are off by `tolerance`. */
  readonly sure: number;
  /** How many of them may be in if they are. */
  readonly possible: number;
}

/** Widths of the window below the largest logit, in units of T; the set nearly always lies in the first two. */
const WINDOWS: readonly number[] = [4, 8, 16, 24, Number.POSITIVE_INFINITY];

/**
 * Top-k: the k largest logits (0 keeps all). Top-p: of their renormalised softmax(logits / T), the shortest prefix by falling
 * probability whose mass reaches p; a token is in when the mass before it is below p, so the first always is. Min-p: of these, the tokens whose
 * probability is at least minP times the first's, which no renormalisation changes (2407.01082, equation 2).
 */
export function findNucleus(logits: Float32Array, sampling: Sampling, tolerance: number): Nucleus {
  const { temperature, topP, minP = 0 } = sampling;
  const k = sampling.topK > 0 ? Math.min(sampling.topK, logits.length) : logits.length;
  let highest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > highest) highest = logit;
  const massOf = (v: number) => Math.exp(((logits[v] as number) - highest) / temperature);

  for (const window of WINDOWS) {
    const tokens = tokensFrom(logits, highest - window * temperature);
    const whole = window === Number.POSITIVE_INFINITY;
    // one token more than k, to see how near the border is
    if (!whole && k < logits.length && tokens.length <= k) continue;

    const before = massBefore(tokens.slice(0, k).map(massOf), k < logits.length ? 0 : massOfAll(logits, massOf));
    // p = 1 cuts nothing; rounding must not either
    const count = (p: number) => (topP >= 1 ? before.length : before.filter((mass) => mass < p).length);
    let sure = count(topP - tolerance);
    let possible = count(topP + tolerance);

    const near = (i: number) => {
      const [last, next] = [tokens[i - 1] as number, tokens[i] as number];
      return (logits[last] as number) - (logits[next] as number) < tolerance * temperature;
    };
    while (sure > 0 && sure < tokens.length && near(sure)) sure--;
    while (possible < tokens.length && near(possible)) possible++;
    const likely = likelyTokens(
      tokens.map((v) => ((logits[v] as number) - highest) / temperature),
      minP,
      tolerance,
    );
    sure = Math.min(sure, likely.sure);
    possible = Math.min(possible, likely.possible);
    // what lies below the window may belong to the set too
    if (!whole && possible === tokens.length) continue;
    return { tokens, size: Math.min(count(topP), likely.size), sure, possible };
  }
  throw new RangeError('the last window holds every token');
}

/**
 * How many tokens min-p keeps, how many surely and how many possibly.
 * @param behind How far each is behind the first, in units of logit / T, falling from 0.
 */
function likelyTokens(behind: readonly number[], minP: number, tolerance: number): Pick<Nucleus, 'size' | 'sure' | 'possible'> {
  const least = Math.log(minP);
  const count = (bar: number) => behind.filter((logRatio) => logRatio >= bar).length;
  // The first is its own measure: it is out only where the second may be the first, and it not likely enough beside it.
  const first = -(behind[1] ?? Number.NEGATIVE_INFINITY) - tolerance >= least ? 1 : 0;
  return { size: count(least), sure: first && Math.max(first, count(least + tolerance)), possible: count(least - tolerance) };
}

/** Tokens of at least this logit, without the excluded ones, by falling logit, equal logits by rising id. */
function tokensFrom(logits: Float32Array, least: number): number[] {
  const tokens: number[] = [];
  for (let v = 0; v < logits.length; v++) {
    const logit = logits[v] as number;
    if (logit >= least && logit > Number.NEGATIVE_INFINITY) tokens.push(v);
  }
  return tokens.sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);
}

function massOfAll(logits: Float32Array, massOf: (v: number) => number): number {
  let sum = 0;
  for (let v = 0; v < logits.length; v++) sum += massOf(v);
  return sum;
}

/** Share of the total that lies before each mass; a total of 0 stands for the sum of the masses. */
function massBefore(masses: readonly number[], total: number): number[] {
  const whole = total || masses.reduce((sum, mass) => sum + mass, 0);
  let sum = 0;
  return masses.map((mass) => {
    const before = sum / whole;
    sum += mass;
    return before;
  });
}
