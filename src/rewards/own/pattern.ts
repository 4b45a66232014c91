import type { CountedReward } from './counted-reward.ts';
import type { TextOf } from './definition.ts';
import type { Patterns } from './patterns.ts';
import { worthFormula, worthOf } from './saturate.ts';
import { shareOfSentences } from './sentences.ts';

/**
 * Matches of a regular expression in RE2's syntax, where ^ and $ are the ends of a line. Range [0, 1]: 1 - 2^(-matches / half), or
 * 2^(-matches / half) where fewer are better.
 * @throws Error of one sentence when the pattern cannot be read, or the library was not loaded.
 */
export function countPattern({ label, pattern, matchCase, wish, half }: TextOf<'pattern'>, patterns: Patterns | undefined): CountedReward {
  if (!patterns) throw new Error(`${label}: expected the library of patterns to be loaded`);
  const compiled = (() => {
    try {
      return patterns.compile(pattern, matchCase);
    } catch (error) {
      throw new Error(`${label}: field pattern: ${error instanceof Error ? error.message : String(error)}`);
    }
  })();
  const matches = (text: string) => compiled.count(text);
  const share = (text: string) => shareOfSentences(text, (sentence) => matches(sentence) > 0);
  return {
    formula: `${worthFormula(wish, 'matches', half)}; matches of ${pattern.replaceAll('\n', '\\n')}${matchCase ? '' : ', in any case'}`,
    range: [0, 1],
    hacks: wish === 'more' ? ['the shortest text that matches, over and over'] : ['the same written so that it does not match'],
    terms: ({ text }) => {
      const count = matches(text);
      return [{ name: 'matches', value: worthOf(wish, count, half), note: `${count} ${count === 1 ? 'match' : 'matches'}` }];
    },
    twin: {
      label: 'by sentences',
      formula: `${wish === 'more' ? '' : '1 - '}share of sentences that match`,
      range: [0, 1],
      score: ({ text }) => (wish === 'more' ? share(text) : 1 - share(text)),
    },
  };
}
