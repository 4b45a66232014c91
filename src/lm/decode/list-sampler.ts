/** The token that sampleToken takes from all logits of a row, from a list of those that come first. */
import type { Sampling } from '../requests.ts';
import type { ListAsk, TokenList } from '../run/forward.ts';
import { gumbelOfBits, noiseBits, noiseKey } from './gumbel.ts';
import type { Ranked } from './nucleus.ts';
import { type Choice, gumbelMaxOfNucleus, isFiltered } from './sampler.ts';

/** More than the noise and quotients of a list, in single precision, may be off. */
const SLACK = 1e-3;

/** What a list must be of, so that the next token can be chosen from it. */
export function askFor(sampling: Sampling, vocabulary: number, seed: number, position: number): ListAsk {
  const { temperature } = sampling;
  if (temperature === 0) return { temperature: 1 };
  // What top-k, top-p and min-p leave is found by logits alone.
  return isFiltered(sampling, vocabulary) ? { temperature } : { temperature, noise: noiseKey(seed, position) };
}

/**
 * @param list As `askFor` asks.
 * @returns Exactly sampleToken's choice; undefined where the list does not decide it.
 */
export function sampleFromList(
  list: TokenList,
  sampling: Sampling,
  vocabulary: number,
  seed: number,
  position: number,
): Choice | undefined {
  const { temperature } = sampling;
  if (temperature === 0) return best(list, (logit) => logit, list.bar);
  const key = noiseKey(seed, position);
  if (!isFiltered(sampling, vocabulary))
    return best(list, (logit, token) => logit / temperature + gumbelOfBits(noiseBits(key, token)), list.bar + SLACK);
  const choice = gumbelMaxOfNucleus(rankedList(list, vocabulary, temperature), sampling, key);
  // A token on the border of the set is in or out by digits that a list does not have.
  return choice && choice.gap > 0 ? choice : undefined;
}

/** The token with the largest score, of equal ones the first, where winner and runner-up are above what is not listed. */
function best({ tokens, logits }: TokenList, scoreOf: (logit: number, token: number) => number, bar: number): Choice | undefined {
  let winner = -1;
  let largest = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  for (const [i, token] of tokens.entries()) {
    const score = scoreOf(logits[i] as number, token);
    if (score > largest || (score === largest && token < winner)) {
      second = largest;
      largest = score;
      winner = token;
    } else if (score > second) second = score;
  }
  if (!(second > bar) || largest === Number.POSITIVE_INFINITY) return undefined;
  return { token: winner, gap: largest - second };
}

function rankedList({ tokens, logits, partition, bar }: TokenList, vocabulary: number, temperature: number): Ranked {
  const known = new Map(Array.from(tokens, (token, i) => [token, logits[i] as number]));
  const logit = (token: number) => known.get(token) as number;
  const falling = [...known.keys()].sort((a, b) => logit(b) - logit(a) || a - b);
  const highest = falling[0] === undefined ? Number.NaN : logit(falling[0]);
  return {
    vocabulary,
    highest,
    logit,
    from: (least) =>
      least / temperature > bar + SLACK
        ? { tokens: falling.filter((token) => logit(token) >= least), all: true }
        : { tokens: falling.filter((token) => logit(token) / temperature > bar), all: false },
    total: () => Math.exp(partition - highest / temperature),
  };
}
