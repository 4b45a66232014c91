/**
 * What a lesson says, in one language. Prose is plain text with a small markup, never HTML:
 *
 *     {gap}                  a number that the lesson computes, by name
 *     [hypervolume]          a word of the glossary; [the fronts](front) shows other words for it
 *     $w_1 r_1$              a formula in TeX
 *     *only*                 stress
 */

export interface FormulaStrings {
  /** TeX. */
  readonly tex: string;
  /** Every symbol of the formula in TeX, and what it stands for, in the order in which they are explained. */
  readonly symbols: readonly (readonly [tex: string, meaning: string])[];
}

export interface StepStrings {
  readonly title: string;
  /** Paragraphs, in markup. */
  readonly prose: readonly string[];
  readonly formula?: FormulaStrings;
  /** What the reader is asked to do, in markup; the step ticks it off by its `done`. */
  readonly task?: string;
}

export interface ChoiceStrings {
  /** Plain text with {numbers}. */
  readonly text: string;
  /** Why it is right or wrong, in markup. */
  readonly why: string;
}

export interface ReferenceStrings {
  readonly title: string;
  /** E.g. '2407.15762'; without one, `url`. */
  readonly arxiv?: string;
  readonly url?: string;
  /** Where to look, e.g. 'section 6'. Left out when it was not checked. */
  readonly section?: string;
}

/** All but its title, which stands among those of the course. */
export interface LessonStrings {
  /** What the reader moves, in one line of the contents. */
  readonly live: string;
  readonly steps: readonly StepStrings[];
  /** What to reach, and what is said when it is reached; markup. */
  readonly goal: { readonly task: string; readonly reached: string };
  readonly question: { readonly ask: string; readonly choices: readonly ChoiceStrings[] };
  /** What the figure writes, by name; plain text with {numbers}. */
  readonly figure: Readonly<Record<string, string>>;
  readonly references: readonly ReferenceStrings[];
  /** What the reader can make of it in the workshop: the words of a link, of a lesson whose entry names a start. */
  readonly workshop?: string;
}

/** The same keys in another language: every literal may be any string, every list keeps its length. */
export type Translation<T> = T extends string ? string : { readonly [K in keyof T]: Translation<T[K]> };
