import type { LearnedKind } from './learned-definition.ts';

/** What a reward that a model measures is, in a line, and known ways to score well without being good. */
export const learnedWords: Readonly<Record<LearnedKind, { readonly formula: string; readonly hacks: readonly string[] }>> = {
  examples: {
    formula:
      'sigmoid of a linear head on the base’s last hidden state, mean over the answer; logistic regression, its prior by cross-validation',
    hacks: ['whatever else the texts that you like have in common: their length, their topic, a word'],
  },
  taste: {
    formula: 'sigmoid of what a Bradley-Terry fit to your choices gives the answer; its prior by cross-validation',
    hacks: ['whatever else the answers that you chose have in common'],
  },
  judge: {
    formula: 'sigmoid of the base’s log-odds of Yes over No after request, answer and question',
    hacks: ['words that stand near a yes, whatever they say', 'repeating the question as a claim'],
  },
};
