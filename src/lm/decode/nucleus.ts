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

/** Logits as the set is found in them. */
export interface Ranked {
  readonly vocabulary: number;
  readonly highest: number;
  logit(token: number): number;
  /**
   * Tokens of at least this logit, without the excluded ones, by falling logit, equal logits by rising id; where not all of them are known, as many
   * as are.
   */
  from(least: number): { readonly tokens: number[]; readonly all: boolean };
  /** sum_v exp((logit_v - highest) / T) over the whole vocabulary. */
  total(temperature: number): number;
}

/** All logits of a vocabulary. */
export function rankedLogits(logits: Float32Array): Ranked {
  let highest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > highest) highest = logit;
  return {
    vocabulary: logits.length,
    highest,
    logit: (v) => logits[v] as number,
    from: (least) => ({ tokens: tokensFrom(logits, least), all: true }),
    total: (temperature) => {
      let sum = 0;
      for (let v = 0; v < logits.length; v++) sum += Math.exp(((logits[v] as number) - highest) / temperature);
      return sum;
    },
  };
}

/**
 * Top-k: the k largest logits (0 keeps all). Top-p: of their renormalised softmax(logits / T), the shortest prefix by falling
 * probability whose mass reaches p; a token is in when the mass before it is below p, so the first always is. Min-p: of these, the tokens whose
 * probability is at least minP times the first's, which no renormalisation changes (2407.01082, equation 2).
 * @returns undefined where the set reaches beyond what is known.
 */
export function findNucleus(ranked: Ranked, sampling: Sampling, tolerance: number): Nucleus | undefined {
  const { temperature, topP, minP = 0 } = sampling;
  const { vocabulary, highest, logit } = ranked;
  const k = sampling.topK > 0 ? Math.min(sampling.topK, vocabulary) : vocabulary;
  const massOf = (v: number) => Math.exp((logit(v) - highest) / temperature);

  for (const window of WINDOWS) {
    const { tokens, all } = ranked.from(highest - window * temperature);
    const whole = all && window === Number.POSITIVE_INFINITY;
    // one token more than k, to see how near the border is
    if (!whole && k < vocabulary && tokens.length <= k) {
      if (all) continue;
      return undefined;
    }

    const before = massBefore(tokens.slice(0, k).map(massOf), k < vocabulary ? 0 : ranked.total(temperature));
    // p = 1 cuts nothing; rounding must not either
    const count = (p: number) => (topP >= 1 ? before.length : before.filter((mass) => mass < p).length);
    let sure = count(topP - tolerance);
    let possible = count(topP + tolerance);

    const near = (i: number) => logit(tokens[i - 1] as number) - logit(tokens[i] as number) < tolerance * temperature;
    while (sure > 0 && sure < tokens.length && near(sure)) sure--;
    while (possible < tokens.length && near(possible)) possible++;
    const likely = likelyTokens(
      tokens.map((v) => (logit(v) - highest) / temperature),
      minP,
      tolerance,
    );
    sure = Math.min(sure, likely.sure);
    possible = Math.min(possible, likely.possible);
    // what lies below the window may belong to the set too
    if (!whole && possible === tokens.length) {
      if (all) continue;
      return undefined;
    }
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
