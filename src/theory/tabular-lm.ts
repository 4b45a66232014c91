/**
 * Language models small enough to be exact: texts of a fixed length over a few tokens, one next-token distribution per context.
 * A context is a prompt and the last two tokens (trigram); before the text stands a start token. No network, no approximation.
 */
import { klDivergence } from '../math/softmax.ts';

export interface LmShape {
  /** Number of prompts; all are equally likely. */
  readonly prompts: number;
  /** Number of tokens. Token `vocabulary` itself is the start token: it is read, never written. */
  readonly vocabulary: number;
  /** Tokens a text. */
  readonly length: number;
}

export interface TabularLm {
  readonly shape: LmShape;
  /** Next-token probabilities, [contexts, vocabulary] row by row; each row sums to 1. */
  readonly probabilities: Float64Array;
}

/** A text that answers a prompt. */
export interface Text {
  readonly prompt: number;
  readonly tokens: readonly number[];
}

/** Number of contexts, reachable or not: prompts x (vocabulary + 1)^2. */
export function contextCount({ prompts, vocabulary }: LmShape): number {
  return prompts * (vocabulary + 1) ** 2;
}

/** Index of the context of token `position` in a text. */
export function contextAt({ vocabulary }: LmShape, { prompt, tokens }: Text, position: number): number {
  const before = (back: number) => (position < back ? vocabulary : (tokens[position - back] as number));
  return (prompt * (vocabulary + 1) + before(2)) * (vocabulary + 1) + before(1);
}

/** Draws one text from the model. */
export function sampleText({ shape, probabilities }: TabularLm, prompt: number, random: () => number): Text {
  const tokens: number[] = [];
  for (let position = 0; position < shape.length; position += 1) {
    const row = contextAt(shape, { prompt, tokens }, position) * shape.vocabulary;
    let left = random();
    let token = 0;
    while (token < shape.vocabulary - 1 && left >= (probabilities[row + token] as number)) {
      left -= probabilities[row + token] as number;
      token += 1;
    }
    tokens.push(token);
  }
  return { prompt, tokens };
}

/** log p(text | prompt), nats. */
export function textLogProb({ shape, probabilities }: TabularLm, text: Text): number {
  return text.tokens.reduce(
    (sum, token, t) => sum + Math.log(probabilities[contextAt(shape, text, t) * shape.vocabulary + token] as number),
    0,
  );
}

/**
 * Expected visits of every context in one text, [contexts]: a prompt drawn from `prompts`, then the model's own tokens. Dynamic
 * programming over the last two tokens: exact in length x contexts x vocabulary operations, where enumeration takes vocabulary^length.
 */
export function contextVisits({ shape, probabilities }: TabularLm, prompts: readonly number[] = allPrompts(shape)): Float64Array {
  const { vocabulary, length } = shape;
  const side = vocabulary + 1;
  const visits = new Float64Array(contextCount(shape));
  for (const prompt of prompts) {
    const first = prompt * side * side;
    let now = new Float64Array(side * side);
    now[vocabulary * side + vocabulary] = 1 / prompts.length;
    for (let position = 0; position < length; position += 1) {
      const next = new Float64Array(side * side);
      for (let pair = 0; pair < side * side; pair += 1) {
        const mass = now[pair] as number;
        if (mass === 0) continue;
        visits[first + pair] = (visits[first + pair] as number) + mass;
        const last = pair % side;
        for (let token = 0; token < vocabulary; token += 1) {
          const to = last * side + token;
          next[to] = (next[to] as number) + mass * (probabilities[(first + pair) * vocabulary + token] as number);
        }
      }
      now = next;
    }
  }
  return visits;
}

/** KL(p || q) of two rows of next-token probabilities, nats. Infinite where q is 0 and p is not. */
export function rowKl(p: Float64Array, q: Float64Array, context: number, vocabulary: number): number {
  const [from, to] = [context * vocabulary, (context + 1) * vocabulary];
  return klDivergence(p.subarray(from, to), q.subarray(from, to));
}

/**
 * KL(p || q) of whole texts in nats, mean over prompts: by the chain rule the visits of p times the KL of its rows.
 * @param visits of `p`, when they are known already.
 */
export function sequenceKl(p: TabularLm, q: TabularLm, visits: Float64Array = contextVisits(p)): number {
  let sum = 0;
  for (let context = 0; context < visits.length; context += 1) {
    const visit = visits[context] as number;
    if (visit > 0) sum += visit * rowKl(p.probabilities, q.probabilities, context, p.shape.vocabulary);
  }
  return sum;
}

/**
 * The model that counting makes of texts: p = (count + strength x prior) / (count of the context + strength). With few texts a row
 * keeps the accidents of its sample, which is what makes a teacher imperfect.
 * @param strength pseudo-counts of the prior, more than 0.
 */
export function fitByCounting(prior: TabularLm, texts: readonly Text[], strength: number): TabularLm {
  if (!(strength > 0)) throw new RangeError(`strength ${strength}: expected more than 0`);
  const { shape } = prior;
  const counts = new Float64Array(prior.probabilities.length);
  const totals = new Float64Array(contextCount(shape));
  for (const text of texts) {
    text.tokens.forEach((token, position) => {
      const context = contextAt(shape, text, position);
      counts[context * shape.vocabulary + token] = (counts[context * shape.vocabulary + token] as number) + 1;
      totals[context] = (totals[context] as number) + 1;
    });
  }
  const probabilities = counts.map((count, i) => {
    const total = totals[Math.floor(i / shape.vocabulary)] as number;
    return (count + strength * (prior.probabilities[i] as number)) / (total + strength);
  });
  return { shape, probabilities };
}

function allPrompts({ prompts }: LmShape): number[] {
  return Array.from({ length: prompts }, (_, prompt) => prompt);
}
