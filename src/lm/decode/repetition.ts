/** The repetition penalty of CTRL (Keskar et al., arXiv 1909.05858, section 4.1): tokens that a text has had become less likely. */

/** The logits that are sampled from in place of these, [vocabulary]: a copy, or the same where nothing changes. */
export type Penalise = (logits: Float32Array, answer: readonly number[]) => Float32Array;

/**
 * For one text, whose answer only grows from call to call. Logits have no natural zero (a mixer's are log-probabilities, all negative): as in the
 * common implementations the sign of what the mixer gives decides whether a logit is divided or multiplied, so that it always falls.
 * @param penalty Above 0; 1 changes nothing, below 1 repetition is sought.
 * @param before Tokens before the answer, of every row. @param free Tokens that are never penalised: an answer may always end.
 */
export function repetitionPenalty(penalty: number, before: Iterable<number>, free: ReadonlySet<number>): Penalise {
  if (penalty === 1) return (logits) => logits;
  const had = new Set(before);
  let read = 0;
  return (logits, answer) => {
    for (; read < answer.length; read++) had.add(answer[read] as number);
    const penalised = Float32Array.from(logits);
    for (const token of had) {
      if (free.has(token)) continue;
      const logit = logits[token] as number;
      penalised[token] = logit > 0 ? logit / penalty : logit * penalty;
    }
    return penalised;
  };
}
