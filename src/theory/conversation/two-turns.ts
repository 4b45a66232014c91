import { klDivergence } from '../../math/softmax.ts';
import { STYLES, type Triple } from './crowd.ts';

/**
 * A conversation of two turns: the assistant opens, the person replies in one of two moods, the assistant answers; then the crowd judges the whole.
 * An opening earns nothing by itself: it decides which answers will work.
 */
export const OPENINGS = ['ask', 'tell'] as const;
export const MOODS = ['eager', 'tired'] as const;
export const ANSWERS = ['long', 'short', 'game'] as const;

/** Probability of each mood after each opening, [openings][moods]. */
export const REPLIES: readonly (readonly [number, number])[] = [
  [0.9, 0.1],
  [0.3, 0.7],
];

/** The styles that an answer comes across as, [moods][answers]: a tired person skims what is long and ignores a game. */
export const OUTCOMES: readonly (readonly Triple[])[] = [
  [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  [
    [0.5, 0.5, 0],
    [0, 1, 0],
    [0, 1, 0],
  ],
];

/** What the assistant does: a distribution over openings, and one over answers for each mood. */
export interface TalkPolicy {
  readonly opening: readonly number[];
  readonly answer: readonly (readonly number[])[];
}

export const UNIFORM_TALK: TalkPolicy = { opening: [1 / 2, 1 / 2], answer: MOODS.map(() => ANSWERS.map(() => 1 / 3)) };

/** Probability of each style at the end of a conversation. */
export function styleMix(policy: TalkPolicy): Triple {
  const mix = [0, 0, 0];
  policy.opening.forEach((opens, opening) => {
    MOODS.forEach((_, mood) => {
      policy.answer[mood]?.forEach((answers, answer) => {
        STYLES.forEach((__, style) => {
          mix[style] =
            (mix[style] as number) + opens * (REPLIES[opening]?.[mood] as number) * answers * (OUTCOMES[mood]?.[answer]?.[style] as number);
        });
      });
    });
  });
  return mix as unknown as Triple;
}

/** Values of a policy's choices when a conversation that ends in a style is worth `worths[style]`, and straying from `anchor` costs `alpha` a nat. */
export interface TalkValues {
  /** [openings] */
  readonly opening: readonly number[];
  /** [moods][answers] */
  readonly answer: readonly (readonly number[])[];
}

/**
 * Q of both turns by backward induction: an answer is worth the styles it comes across as; an opening the moods it leads to, each worth
 * E[Q] - alpha KL(policy || anchor) under the policy's own answers (arXiv 2405.14655, the regularised Q-function).
 */
export function talkValues(policy: TalkPolicy, anchor: TalkPolicy, alpha: number, worths: Triple): TalkValues {
  const answer = OUTCOMES.map((rows) =>
    rows.map((styles) => styles.reduce((sum, share, style) => sum + share * (worths[style] as number), 0)),
  );
  const moods = answer.map((row, mood) => {
    const [own, anchored] = [policy.answer[mood] as readonly number[], anchor.answer[mood] as readonly number[]];
    return row.reduce((sum, worth, i) => sum + (own[i] as number) * worth, 0) - alpha * klDivergence(own, anchored);
  });
  return { opening: REPLIES.map((chances) => chances.reduce((sum, chance, mood) => sum + chance * (moods[mood] as number), 0)), answer };
}

/** The largest worth that any policy gets: the best answer to each mood, then the best opening. */
export function bestReply(worths: Triple): number {
  const moods = OUTCOMES.map((rows) =>
    Math.max(...rows.map((styles) => styles.reduce((sum, share, style) => sum + share * (worths[style] as number), 0))),
  );
  return Math.max(...REPLIES.map((chances) => chances.reduce((sum, chance, mood) => sum + chance * (moods[mood] as number), 0)));
}
