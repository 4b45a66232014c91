/**
 * A language of a few words in which whole texts can be counted exactly: a word depends on the one before it, a text ends with its end
 * word or is cut at a length. For what decoding-time methods do to texts, and not only to one choice of a word.
 */
import { logSoftmax, logSumExp } from '../math/softmax.ts';

export interface WordChain {
  /** The last one ends a text. */
  readonly words: readonly string[];
  /** Probabilities of the next word, [words + 1 contexts, words]: after each word, and at the start (the last row). The end word's row is not read. */
  readonly next: readonly (readonly number[])[];
  /** Words at which a text is cut. */
  readonly length: number;
}

/** Log-probabilities of the next word, [position][context][word]; -Infinity where the chain has no such word. */
export type ChainPolicy = readonly (readonly Float64Array[])[];

/** What texts of a policy are like, exactly. */
export interface ChainFacts {
  /** Share of texts that end by themselves, in [0, 1]. */
  readonly ends: number;
  /** Mean number of words, the end word not counted. */
  readonly words: number;
  /** Mean of the summed rewards of the words. */
  readonly reward: number;
  /** KL of texts to the chain's own, nats. */
  readonly kl: number;
}

const startOf = ({ words }: WordChain) => words.length;
const endOf = ({ words }: WordChain) => words.length - 1;

/** The chain itself as a policy. */
export function chainPolicy(chain: WordChain): ChainPolicy {
  const rows = chain.next.map((row) => Float64Array.from(row, Math.log));
  return Array.from({ length: chain.length }, () => rows);
}

/**
 * The policy that maximises E[sum of word rewards] - beta KL of texts, by the soft value recursion backwards from the cut:
 * V_t(s) = beta log sum_v p(v | s) exp((r(v) + V_t+1(v)) / beta), and the policy is proportional to the summands.
 * @param rewards one for each word; @param beta more than 0.
 */
export function optimalChain(chain: WordChain, rewards: readonly number[], beta: number): ChainPolicy {
  if (!(beta > 0)) throw new RangeError(`beta ${beta}: expected more than 0`);
  let after = chain.next.map(() => 0);
  const policy: Float64Array[][] = [];
  for (let position = chain.length - 1; position >= 0; position -= 1) {
    const later = after;
    const tilted = chain.next.map((row) =>
      Float64Array.from(row, (p, v) => Math.log(p) + ((rewards[v] as number) + (v === endOf(chain) ? 0 : (later[v] as number))) / beta),
    );
    policy.unshift(tilted.map((row) => logSoftmax(row)));
    after = tilted.map((row) => beta * logSumExp(row));
  }
  return policy;
}

/**
 * Word by word the normalised sum_i weights_i log p_i of policies over the same chain: DeRa with weights (1 - lambda, lambda) on the
 * reference and the aligned policy (arXiv 2402.02992), MOD with a preference vector (arXiv 2406.18853). Weights may be negative.
 */
export function mixChains(policies: readonly ChainPolicy[], weights: readonly number[]): ChainPolicy {
  const [first] = policies;
  if (!first || policies.length !== weights.length)
    throw new RangeError(`${policies.length} policies and ${weights.length} weights: expected equally many, and one at least`);
  return first.map((contexts, position) =>
    contexts.map((row, context) =>
      logSoftmax(
        row.map((own, word) => {
          if (own === -Infinity) return own;
          return policies.reduce((sum, policy, i) => sum + (weights[i] as number) * (policy[position]?.[context]?.[word] as number), 0);
        }),
      ),
    ),
  );
}

/** Expectations over all texts, by following the distribution of the last word from position to position. */
export function chainFacts(chain: WordChain, policy: ChainPolicy, rewards: readonly number[]): ChainFacts {
  const end = endOf(chain);
  let mass: number[] = chain.next.map((_, context) => (context === startOf(chain) ? 1 : 0));
  let [ends, words, reward, kl] = [0, 0, 0, 0];
  for (const contexts of policy) {
    const next = mass.map(() => 0);
    mass.forEach((share, context) => {
      if (share === 0) return;
      contexts[context]?.forEach((logP, word) => {
        if (logP === -Infinity) return;
        const p = share * Math.exp(logP);
        reward += p * (rewards[word] as number);
        kl += p * (logP - Math.log(chain.next[context]?.[word] as number));
        if (word === end) ends += p;
        else {
          words += p;
          next[word] = (next[word] as number) + p;
        }
      });
    });
    mass = next;
  }
  return { ends, words, reward, kl };
}

/** One text, without its end word; the same draws give texts that differ only by what the policies differ in. */
export function sampleChain(
  chain: WordChain,
  policy: ChainPolicy,
  random: () => number,
): { readonly words: string[]; readonly ended: boolean } {
  const said: string[] = [];
  let context = startOf(chain);
  for (const contexts of policy) {
    const row = contexts[context] as Float64Array;
    let left = random();
    let word = row.findIndex((logP) => {
      left -= Math.exp(logP);
      return left < 0;
    });
    // Rounding may leave a crumb after the last word.
    if (word < 0) word = row.lastIndexOf(Math.max(...row));
    if (word === endOf(chain)) return { words: said, ended: true };
    said.push(chain.words[word] as string);
    context = word;
  }
  return { words: said, ended: false };
}
