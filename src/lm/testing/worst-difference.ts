import type { Bank, Forward } from '../run/forward.ts';
import { type LogitError, logitError } from '../run/self-check.ts';
import type { LogitsCase } from './reference.ts';

/**
 * Runs the cases as one batch and compares every known logit.
 * @param decode false: all positions come from the prefill. true: a prefill up to each row's first known position, then steps.
 * @returns the largest absolute difference, and the largest spread of any position; NaN if a logit is none.
 */
export async function logitErrors(forward: Forward, cases: readonly LogitsCase[], decode: boolean, bank?: Bank): Promise<LogitError> {
  const { vocabulary } = forward;
  const indices = Array.from({ length: vocabulary }, (_, token) => token);
  let worst: LogitError = { largest: 0, spread: 0 };
  const compare = ({ positions, logits: known }: LogitsCase, position: number, logits: Float32Array) => {
    const expected = known[positions.indexOf(position)];
    if (!expected) return;
    const { largest, spread } = logitError(logits, { indices, logits: expected });
    // Math.max keeps a NaN.
    worst = { largest: Math.max(worst.largest, largest), spread: Math.max(worst.spread, spread) };
  };
  const first = ({ positions }: LogitsCase) => Math.min(...positions);
  const { batch, logits } = await forward.prefill(
    cases.map((row) => ({
      tokens: decode ? row.tokens.slice(0, first(row) + 1) : row.tokens,
      coefficients: Float32Array.from(row.coefficients),
      logitsFrom: first(row),
    })),
    bank && { bank },
  );
  cases.forEach((row, i) => {
    const flat = logits[i] as Float32Array;
    for (let at = 0; at * vocabulary < flat.length; at++)
      compare(row, first(row) + at, flat.subarray(at * vocabulary, (at + 1) * vocabulary));
  });
  while (decode) {
    const lengths = [...batch.lengths];
    // Rows that are at their end step on with any token: nothing is known of what follows.
    const next = cases.map(({ tokens }, i) => tokens[lengths[i] as number]);
    if (next.every((token) => token === undefined)) break;
    const step = await forward.step(
      batch,
      next.map((token) => token ?? 0),
    );
    cases.forEach((row, i) => {
      compare(row, lengths[i] as number, step.subarray(i * vocabulary, (i + 1) * vocabulary));
    });
  }
  forward.release(batch);
  return worst;
}

/** The largest absolute difference of `logitErrors`. */
export async function worstDifference(forward: Forward, cases: readonly LogitsCase[], decode: boolean, bank?: Bank): Promise<number> {
  return (await logitErrors(forward, cases, decode, bank)).largest;
}
