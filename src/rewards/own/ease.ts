import type { RewardInput } from '../reward.ts';
import { analyse } from '../text/analyse.ts';
import type { CountedReward } from './counted-reward.ts';
import type { TextOf } from './definition.ts';
import { nearness, nearnessFormula } from './saturate.ts';

const ENOUGH_WORDS = 10;

type Formula = TextOf<'ease'>['formula'];

const NAMES: Readonly<Record<Formula, string>> = { flesch: 'reading ease', ari: 'grade' };
const FORMULAS: Readonly<Record<Formula, string>> = {
  flesch: 'reading ease = 206.835 - 1.015 words per sentence - 84.6 syllables per word',
  ari: 'grade = 4.71 characters per word + 0.5 words per sentence - 21.43',
};

/** Reading ease and the school grade that it stands for, after Flesch's own table ("The Art of Readable Writing", 1949), middles of its rows. */
const GRADES: readonly (readonly [ease: number, grade: number])[] = [
  [95, 5],
  [85, 6],
  [75, 7],
  [65, 8.5],
  [55, 11],
  [40, 14.5],
  [15, 17],
];

/**
 * Closeness of a reading ease to a target, times min(1, words / 10), so that stumps do not pay. Range [0, 1].
 *
 * Flesch's reading ease (1948): 206.835 - 1.015 words per sentence - 84.6 syllables per word, about 0 to 100, higher is easier. The automated readability
 * index (Senter and Smith 1967): 4.71 characters per word + 0.5 words per sentence - 21.43, a school grade, higher is harder. Each is
 * the other's twin, by way of Flesch's table of grades.
 */
export function measureEase({ formula, target, width }: TextOf<'ease'>): CountedReward {
  const twin = twinOf({ formula, target, width });
  return {
    formula: `${nearnessFormula(NAMES[formula], target, width)} x min(1, words / ${ENOUGH_WORDS}); ${FORMULAS[formula]}`,
    range: [0, 1],
    hacks: ['strings of short words', 'sentences chopped or joined to fit'],
    terms: (input) => [
      { name: NAMES[formula], value: nearness(easeOf(input, formula), target, width), note: easeOf(input, formula).toFixed(1) },
      { name: 'substance', value: substanceOf(input), note: 'at least ten words' },
    ],
    twin: {
      label: twin.formula === 'ari' ? 'by characters' : 'by syllables',
      formula: `${nearnessFormula(NAMES[twin.formula], twin.target, twin.width)} x min(1, words / ${ENOUGH_WORDS}); ${FORMULAS[twin.formula]}`,
      range: [0, 1],
      score: (input) => nearness(easeOf(input, twin.formula), twin.target, twin.width) * substanceOf(input),
    },
  };
}

function easeOf(input: RewardInput, formula: Formula): number {
  const { words, sentences } = analyse(input);
  const n = Math.max(1, words.length);
  const perSentence = n / sentences;
  const per = (count: (word: (typeof words)[number]) => number) => words.reduce((sum, word) => sum + count(word), 0) / n;
  return formula === 'flesch'
    ? 206.835 - 1.015 * perSentence - 84.6 * per(({ facts }) => facts.syllables)
    : 4.71 * per(({ facts }) => facts.lower.replaceAll("'", '').length) + 0.5 * perSentence - 21.43;
}

function substanceOf(input: RewardInput): number {
  return Math.min(1, analyse(input).words.length / ENOUGH_WORDS);
}

/** The other formula at the same place of the table; its width is as wide there. */
function twinOf({ formula, target, width }: Pick<TextOf<'ease'>, 'formula' | 'target' | 'width'>) {
  const other: Formula = formula === 'flesch' ? 'ari' : 'flesch';
  const at = (value: number) => (formula === 'flesch' ? along(value, 0, 1) : along(value, 1, 0));
  const rounded = (value: number) => Number(value.toFixed(1));
  return {
    formula: other,
    target: rounded(at(target)),
    width: Math.max(0.1, rounded(Math.abs(at(target + width) - at(target - width)) / 2)),
  };
}

/** One column of the table from the other, straight between its rows and beyond its ends. */
function along(value: number, from: 0 | 1, to: 0 | 1): number {
  const rows = [...GRADES].sort((a, b) => a[from] - b[from]);
  const next = rows.findIndex((row) => row[from] >= value);
  const upper = Math.max(1, next < 0 ? rows.length - 1 : next);
  const [low, high] = [rows[upper - 1], rows[upper]] as const;
  if (!low || !high) return value;
  return low[to] + ((value - low[from]) / (high[from] - low[from])) * (high[to] - low[to]);
}
