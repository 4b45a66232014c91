/** Word frequencies, as the rewards need them. */
export interface Lexicon {
  /**
   * How surprising a word is: -log2 of its share of all words, in bits, in steps of 1/4. `undefined` when the word is not listed.
   *
   * @param lower the word in lower case
   */
  information(lower: string): number | undefined;
  /** True when the word is mostly written with a capital: names, and words that mostly open sentences. */
  isCapitalised(lower: string): boolean;
}

/** One line of a word-frequency list. */
export interface WordCount {
  readonly word: string;
  readonly count: number;
}

const STEPS_PER_BIT = 4;

/**
 * Packs a word-frequency list into the compact text that `parseLexicon` reads: a line a level, `level<TAB>word word ...`, where
 * level is the information in quarter bits. Drops words with digits or marks and words counted less than `minCount` times.
 */
export function packLexicon(counts: readonly WordCount[], minCount = 4): string {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const levels = new Map<number, string[]>();
  for (const { word, count } of counts) {
    if (count < minCount || !/^[A-Za-z]+$/.test(word)) continue;
    const level = Math.round(-Math.log2(count / total) * STEPS_PER_BIT);
    const words = levels.get(level);
    if (words === undefined) levels.set(level, [word]);
    else words.push(word);
  }
  return [...levels]
    .sort(([a], [b]) => a - b)
    .map(([level, words]) => `${level}\t${words.sort().join(' ')}`)
    .join('\n');
}

/**
 * Reads what `packLexicon` wrote. Node and the browser read the same text, so that both score alike to the last bit.
 *
 * @throws Error when a line has another form
 */
export function parseLexicon(packed: string): Lexicon {
  const information = new Map<string, number>();
  const capitalised = new Set<string>();
  for (const line of packed.split('\n')) {
    const tab = line.indexOf('\t');
    const level = Number(line.slice(0, tab));
    if (tab < 1 || !Number.isInteger(level)) {
      throw new Error(`bad lexicon line: ${JSON.stringify(line.slice(0, 40))}, expected "level<TAB>word word ..."`);
    }
    for (const word of line.slice(tab + 1).split(' ')) {
      const lower = word.toLowerCase();
      if (lower !== word) capitalised.add(lower);
      information.set(lower, level / STEPS_PER_BIT);
    }
  }
  return {
    information: (lower) => information.get(lower),
    isCapitalised: (lower) => capitalised.has(lower),
  };
}
