/**
 * One token from one row of logits: temperature, then top-k, top-p and min-p, then the largest of logit / T + noise (Gumbel-max). The filters
 * come in the order of llama.cpp's chain (penalties, top-k, top-p, min-p; the repetition penalty is repetition.ts), but after the temperature, as in the
 * papers of top-p (1904.09751) and min-p (2407.01082) and in Transformers; llama.cpp has the temperature last.
 */
import { EngineError } from '../errors.ts';
import type { Sampling } from '../requests.ts';
import { gumbelOfBits, MAX_NOISE, type NoiseKey, noiseBits, noiseCeiling, noiseKey } from './gumbel.ts';
import { findNucleus, type Ranked, rankedLogits } from './nucleus.ts';

export interface Choice {
  readonly token: number;
  /**
   * How far the runner-up's score is behind, in units of logit / T (of the logit when greedy); Infinity without a runner-up,
   * 0 when the winner stands or falls with a token that lies on the border of top-k, top-p or min-p.
   */
  readonly gap: number;
}

/** Gaps below this may come out the other way on another backend. */
export const TIE = 1e-4;

/**
 * @param logits [vocabulary]; -Infinity excludes a token.
 * @param seed Unsigned 32-bit. @param position Index of the new token in its text, 0 for the first.
 * @throws EngineError 'backend' when no logit is a finite number.
 */
export function sampleToken(logits: Float32Array, sampling: Sampling, seed: number, position: number): Choice {
  if (sampling.temperature === 0) return greedy(logits);
  const key = noiseKey(seed, position);
  if (!isFiltered(sampling, logits.length)) return gumbelMax(logits, sampling.temperature, key);
  const choice = gumbelMaxOfNucleus(rankedLogits(logits), sampling, key);
  if (!choice) throw new RangeError('all logits are known');
  return choice;
}

/** Whether top-k, top-p or min-p leave tokens out. */
export function isFiltered({ topK, topP, minP = 0 }: Sampling, vocabulary: number): boolean {
  return (topK > 0 && topK < vocabulary) || topP < 1 || minP > 0;
}

function greedy(logits: Float32Array): Choice {
  let best = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  let token = -1;
  for (let v = 0; v < logits.length; v++) {
    const logit = logits[v] as number;
    if (logit <= second) continue;
    if (logit > best) {
      second = best;
      best = logit;
      token = v;
    } else if (logit > second) second = logit;
  }
  checkLargest(token, best);
  return { token, gap: best - second };
}

function checkLargest(token: number, logit: number): void {
  if (token < 0 || logit === Number.POSITIVE_INFINITY) throw new EngineError('backend', 'the logits have no largest finite number');
}

/** The first of the largest logits. */
function argmax(logits: Float32Array): number {
  let best = Number.NEGATIVE_INFINITY;
  let token = -1;
  for (let v = 0; v < logits.length; v++) {
    const logit = logits[v] as number;
    if (logit > best) {
      best = logit;
      token = v;
    }
  }
  checkLargest(token, best);
  return token;
}

/** Far above the rounding of the sums below, far below what a wider search costs. */
const SLACK = 1e-6;

/**
 * Over the whole vocabulary, exactly, but with logarithms for a handful of tokens: most logits are too small for any noise to
 * lift them to the second best score, most of the others have bits too small for theirs.
 */
function gumbelMax(logits: Float32Array, temperature: number, key: NoiseKey): Choice {
  // starting from the largest logit, the bar is high from the beginning
  const first = argmax(logits);
  const scoreOf = (v: number) => (logits[v] as number) / temperature + gumbelOfBits(noiseBits(key, v));
  let token = first;
  let best = scoreOf(first);
  let second = Number.NEGATIVE_INFINITY;
  let leastLogit = Number.NEGATIVE_INFINITY;
  const inverse = 1 / temperature;
  for (let v = 0; v < logits.length; v++) {
    const logit = logits[v] as number;
    if (logit < leastLogit || v === first) continue;
    if (logit * inverse + noiseCeiling(noiseBits(key, v)) < second - SLACK) continue;
    const score = scoreOf(v);
    if (score <= second) continue;
    second = score;
    if (score > best) {
      second = best;
      best = score;
      token = v;
    }
    leastLogit = (second - SLACK - MAX_NOISE) * temperature;
  }
  return { token, gap: best - second };
}

/** @returns undefined where more logits are needed than are known. */
export function gumbelMaxOfNucleus(ranked: Ranked, sampling: Sampling, key: NoiseKey): Choice | undefined {
  const nucleus = findNucleus(ranked, sampling, TIE);
  if (!nucleus) return undefined;
  const { tokens, size, sure, possible } = nucleus;
  const scoreOf = (v: number) => ranked.logit(v) / sampling.temperature + gumbelOfBits(noiseBits(key, v));
  let winner = 0;
  let best = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < possible; i++) {
    const score = scoreOf(tokens[i] as number);
    if (i >= size) {
      // a token just outside that would win if float error let it in
      if (score > best) second = best;
    } else if (score > best) {
      second = best;
      best = score;
      winner = i;
    } else if (score > second) second = score;
  }
  return { token: tokens[winner] as number, gap: winner < sure ? best - second : 0 };
}
