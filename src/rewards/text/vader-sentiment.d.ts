declare module 'vader-sentiment' {
  export const SentimentIntensityAnalyzer: {
    /** Proportions of negative, neutral and positive words, and the normalised sum in [-1, 1]. */
    polarity_scores(text: string): { neg: number; neu: number; pos: number; compound: number };
  };
}
declare module 'vader-sentiment/src/vader_lexicon.js' {
  /** Mean valence of each word as rated by people, about -4 to 4 (Hutto & Gilbert 2014). */
  export const lexicon: Readonly<Record<string, number>>;
}
