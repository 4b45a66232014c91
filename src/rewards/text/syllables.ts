/**
 * Syllables of an English word by the usual rule: groups of vowels, less a silent final e or -es/-ed, at least one.
 *
 * @param word lower-case letters
 */
export function syllables(word: string): number {
  const spoken = word
    .replace(/'.*$/, '')
    .replace(/(?:[^laeiouy]es|[^dtaeiouy]ed|[^laeiouy]e)$/, (end) => end.charAt(0))
    .replace(/^y/, '');
  return Math.max(1, spoken.match(/eau|[aeiouy]{1,2}/g)?.length ?? 0);
}
