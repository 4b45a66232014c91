import type { RewardInput } from '../reward.ts';
import { isFunctionWord } from './function-words.ts';
import { stem } from './stem.ts';
import { syllables } from './syllables.ts';

/** What is known of a word wherever it stands. */
export interface WordFacts {
  /** Lower case, with a plain apostrophe. */
  readonly lower: string;
  readonly stem: string;
  readonly syllables: number;
  /** False for function words. */
  readonly isContent: boolean;
}

/** A word in its place. Hyphenated words count as several, so that hyphens cannot hide length. */
export interface Word {
  readonly facts: WordFacts;
  /** Written with a capital inside a sentence: a name, most likely. */
  readonly isName: boolean;
}

/** An answer, cut into words once for all scorers. */
export interface Analysis {
  readonly words: readonly Word[];
  /** Number of sentences; an unfinished last one counts. At least 1. */
  readonly sentences: number;
  /** True when the text ends with `.`, `!` or `?`, quotes and brackets aside. */
  readonly endsSentence: boolean;
}

const WORD = /\p{L}+(?:'\p{L}+)*/gu;
const SENTENCE_END = /[.!?]["')\]]*(?=\s)/;
const factsByWord = new Map<string, WordFacts>();
const MAX_CACHED_WORDS = 100_000;
const analyses = new WeakMap<RewardInput, Analysis>();

/** The analysis of the answer's text; asked again with the same object, it costs nothing. */
export function analyse(input: RewardInput): Analysis {
  let analysis = analyses.get(input);
  if (analysis === undefined) {
    analysis = analyseText(input.text);
    analyses.set(input, analysis);
  }
  return analysis;
}

/** As `analyse`, of a bare text. */
export function analyseText(raw: string): Analysis {
  const text = raw.replaceAll('’', "'");
  const words: Word[] = [];
  let sentences = 0;
  let wordsInSentence = 0;
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const gap = text.slice(end, match.index);
    if (wordsInSentence > 0 && (SENTENCE_END.test(gap) || gap.includes('\n'))) {
      sentences += 1;
      wordsInSentence = 0;
    }
    const word = match[0];
    const first = word.charCodeAt(0);
    const isCapital = first >= 65 && first <= 90;
    const facts = factsOf(word);
    words.push({ facts, isName: isCapital && wordsInSentence > 0 && facts.isContent });
    wordsInSentence += 1;
    end = match.index + word.length;
  }
  if (wordsInSentence > 0) sentences += 1;
  return { words, sentences: Math.max(1, sentences), endsSentence: /[.!?]["')\]*]*\s*$/.test(text) };
}

function factsOf(word: string): WordFacts {
  let facts = factsByWord.get(word);
  if (facts === undefined) {
    const lower = word.toLowerCase();
    facts = { lower, stem: stem(lower), syllables: syllables(lower), isContent: !isFunctionWord(lower) };
    if (factsByWord.size >= MAX_CACHED_WORDS) factsByWord.clear();
    factsByWord.set(word, facts);
  }
  return facts;
}
