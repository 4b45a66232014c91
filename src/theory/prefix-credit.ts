/** Which piece of a text earned its reward: the rise of the reward when the piece is added to what stands before it. */

export interface PrefixCredit {
  /** Value of the empty text. */
  readonly empty: number;
  /** One credit a piece; with `empty` they sum to the value of the whole text. */
  readonly credits: readonly number[];
}

/**
 * Redistribution by prefix differences, c_t = R(y_1..t) - R(y_1..t-1): the credit of RED (arXiv 2411.08302, first called R3HF). There R is
 * a reward model that reads every prefix in one pass; here it is asked once a prefix.
 * @param value the reward of a prefix, as though the text ended there.
 */
export function prefixCredit(pieces: readonly string[], value: (prefix: string) => number): PrefixCredit {
  const empty = value('');
  let prefix = '';
  let before = empty;
  const credits = pieces.map((piece) => {
    prefix += piece;
    const now = value(prefix);
    const credit = now - before;
    before = now;
    return credit;
  });
  return { empty, credits };
}
