/** Credit for single tokens: what each added to the rewards, against the other answers of its group. Twin of models/tiller/credit.py. */
import type { RewardInput } from '../rewards/reward.ts';
import type { OnPolicySettings } from './recipe.ts';

/** Where the words of an answer end. */
export interface WordEnds {
  /** The answer without white space around it, as it is scored. */
  readonly text: string;
  /** Places of the tokens that end a word, ascending; the last is always the answer's last token. */
  readonly places: readonly number[];
  /** UTF-16 units of the text after each of them. */
  readonly ends: readonly number[];
}

/**
 * @param tokens at least one; the stop token last where the answer ended by itself.
 * @param decode text of token ids, the stop token silent.
 */
export function wordEnds(tokens: readonly number[], finished: boolean, decode: (ids: readonly number[]) => string): WordEnds {
  const body = finished ? tokens.slice(0, -1) : tokens;
  const text = decode(body).trim();
  const places: number[] = [];
  const ends: number[] = [];
  body.forEach((_, place) => {
    const following = place + 1 < body.length ? decode(body.slice(place + 1, place + 2)) : '';
    if (/^[A-Za-z0-9]/.test(following)) return;
    const size = decode(body.slice(0, place + 1)).trimStart().length;
    places.push(place);
    ends.push(Math.min(text.length, Math.max(size, ends.at(-1) ?? 0)));
  });
  if (places.at(-1) !== tokens.length - 1) {
    places.push(tokens.length - 1);
    ends.push(text.length);
  }
  return { text, places, ends };
}

/**
 * What to score so that every word gets its credit: the text up to each word's end, one input per place. The last is the whole answer as it ended: a
 * finished answer's last words belong to no finished text yet, and its stop token gets the rest.
 */
export function prefixInputs(prompt: string, { text, ends }: WordEnds, finished: boolean): RewardInput[] {
  return ends.map((end, i) => {
    const whole = i === ends.length - 1;
    return { prompt, text: whole ? text : text.slice(0, end), finished: whole && finished };
  });
}

/**
 * The scores of the text up to every token ([tokens][values]): within a word, of the last word; before the first, zeros.
 * @param scores one list of values for each of the places.
 */
export function rewardTrace({ places }: Pick<WordEnds, 'places'>, scores: readonly (readonly number[])[]): (readonly number[])[] {
  const [first = []] = scores;
  let values: readonly number[] = first.map(() => 0);
  const trace: (readonly number[])[] = [];
  places.forEach((place, i) => {
    while (trace.length < place) trace.push(values);
    values = scores[i] as readonly number[];
    trace.push(values);
  });
  return trace;
}

/**
 * What each token gained of a scalar utility; always sums to the utility of the whole answer. r3hf: the trace's increments (R3HF / RED, arXiv 2411.08302). end:
 * all at the last token.
 * @param trace utility of the text up to each token, less that of the empty text.
 */
export function gainsOf(trace: readonly number[], kind: OnPolicySettings['credit']): number[] {
  if (kind === 'r3hf') return trace.map((value, t) => value - (trace[t - 1] ?? 0));
  return trace.map((value, t) => (t === trace.length - 1 ? value : 0));
}

/**
 * Discounted sums of what follows each token, less their mean over the group's other answers that are as long (a leave-one-out baseline:
 * RLOO, arXiv 2402.14740, at every token).
 * @param gains for each answer of one group what its tokens gained. An answer that outlives all others gets no advantage there.
 */
export function advantagesOf(gains: readonly (readonly number[])[], discount: number): Float32Array[] {
  const toGo = gains.map((row) => {
    const sums = new Float64Array(row.length);
    for (let t = row.length - 1, running = 0; t >= 0; t--) {
      running = (row[t] as number) + discount * running;
      sums[t] = running;
    }
    return sums;
  });
  return toGo.map((own) =>
    Float32Array.from(own, (value, t) => {
      const alive = toGo.filter(({ length }) => length > t);
      if (alive.length < 2) return 0;
      const sum = alive.reduce((total, other) => total + (other[t] as number), 0);
      return value - (sum - value) / (alive.length - 1);
    }),
  );
}
