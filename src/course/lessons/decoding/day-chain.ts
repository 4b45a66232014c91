/** The lesson's little language: talk about a day. Its numbers are made up. */
import type { WordChain } from '../../../theory/word-chain.ts';

const words = ['the', 'day', 'is', 'good', 'great', 'very', 'and', '.'] as const;

type Row = Partial<Record<(typeof words)[number], number>>;

const rows: readonly Row[] = [
  { day: 0.94, good: 0.04, great: 0.02 },
  { is: 0.9, '.': 0.1 },
  { good: 0.55, great: 0.2, very: 0.25 },
  { '.': 0.72, and: 0.23, day: 0.05 },
  { '.': 0.72, and: 0.23, day: 0.05 },
  { good: 0.5, great: 0.35, very: 0.15 },
  { good: 0.35, great: 0.25, very: 0.25, the: 0.15 },
  {},
  { the: 0.92, good: 0.05, great: 0.03 },
];

export const dayChain: WordChain = {
  words,
  next: rows.map((row) => words.map((word) => row[word] ?? 0)),
  length: 20,
};

/** Cheer: what each word pays. */
export const cheerRewards = words.map((word) => ({ good: 0.5, great: 1 })[word as 'good' | 'great'] ?? 0);

/** Brevity: every word costs, the full stop nothing. */
export const brevityRewards = words.map((word) => (word === '.' ? 0 : -0.25));

/** The strength at which both experts were made; a nat costs this much. */
export const expertBeta = 0.7;
