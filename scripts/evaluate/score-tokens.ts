/** Log-probabilities of given answers: one prefill each, a bounded number of logits at a time. */
import type { Forward } from '../../src/engine/forward.ts';

/** An answer to be scored. */
export interface Continuation {
  readonly prompt: readonly number[];
  /** At least one token; the end token included where the model ended. */
  readonly answer: readonly number[];
  readonly coefficients: Float32Array;
}

/** Sums over an answer's tokens of log p, in nats, one for each temperature asked for. */
export type Scores = readonly number[];

/** Logits of one prefill are kept to about this many positions: 50 MB for a vocabulary of 49,152. */
const POSITIONS = 256;

/** Scores answers in the order given. */
export async function scoreTokens(forward: Forward, rows: readonly Continuation[], temperatures: readonly number[]): Promise<Scores[]> {
  // Rows of one length are padded least, so the longest go first.
  const order = rows.map((_, i) => i).sort((a, b) => size(rows[b]) - size(rows[a]));
  const scores = new Array<Scores>(rows.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    let positions = 0;
    while (end < order.length && (end === start || positions + answerOf(rows, order[end]).length <= POSITIONS)) {
      positions += answerOf(rows, order[end]).length;
      end += 1;
    }
    const part = order.slice(start, end);
    const { batch, logits } = await forward.prefill(
      part.map((i) => {
        const { prompt, answer, coefficients } = rows[i] as Continuation;
        return { tokens: [...prompt, ...answer.slice(0, -1)], coefficients, logitsFrom: prompt.length - 1 };
      }),
    );
    forward.release(batch);
    part.forEach((row, i) => {
      const answer = answerOf(rows, row);
      scores[row] = temperatures.map((temperature) =>
        answer.reduce((sum, token, position) => {
          const at = position * forward.vocabulary;
          return sum + logProbability((logits[i] as Float32Array).subarray(at, at + forward.vocabulary), token, temperature);
        }, 0),
      );
    });
    start = end;
  }
  return scores;
}

/** log softmax(logits / temperature)[token] in float64; one pass without an array, as a vocabulary is long. */
export function logProbability(logits: Float32Array, token: number, temperature: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let v = 0; v < logits.length; v++) if ((logits[v] as number) > largest) largest = logits[v] as number;
  let sum = 0;
  for (let v = 0; v < logits.length; v++) {
    const behind = ((logits[v] as number) - largest) / temperature;
    // All the tokens left out are at most 49,152 exp(-25) = 7e-7 of the sum; their exponentials would be most of the time.
    if (behind > -25) sum += Math.exp(behind);
  }
  return ((logits[token] as number) - largest) / temperature - Math.log(sum);
}

function answerOf(rows: readonly Continuation[], index: number | undefined): readonly number[] {
  return (rows[index as number] as Continuation).answer;
}

function size(row: Continuation | undefined): number {
  return row ? row.prompt.length + row.answer.length : 0;
}
