declare module 'vader-sentiment/src/vader_lexicon.js' {
  /** Mean valence of each word as rated by people, about -4 to 4 (Hutto & Gilbert 2014). */
  export const lexicon: Readonly<Record<string, number>>;
}
