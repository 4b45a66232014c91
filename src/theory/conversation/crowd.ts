/** A crowd whose preferences go round in a circle, and the mix that nobody beats. */

/** Three styles that a conversation can end in, in the order of all vectors here. */
export const STYLES = ['thorough', 'brief', 'playful'] as const;

/** Three numbers, one a style. */
export type Triple = readonly [number, number, number];

/** preferences[i][j]: probability that a voter drawn from the crowd prefers style i to style j; 1/2 on the diagonal. */
export type Preferences = readonly [Triple, Triple, Triple];

/**
 * The crowd of three groups: the first likes thorough > brief > playful, the second brief > playful > thorough, the third playful > thorough > brief.
 * Every pair has a majority, and with no group above one half the majorities go round: thorough beats brief beats playful beats thorough.
 * @param groups sizes, at least 0, that sum to 1.
 * @throws RangeError otherwise.
 */
export function crowdPreferences([a, b, c]: Triple): Preferences {
  if (!(a >= 0 && b >= 0 && c >= 0) || Math.abs(a + b + c - 1) > 1e-9) {
    throw new RangeError(`groups [${a}, ${b}, ${c}]: expected sizes of at least 0 that sum to 1`);
  }
  const [thoroughOverBrief, briefOverPlayful, playfulOverThorough] = [a + c, a + b, b + c];
  return [
    [0.5, thoroughOverBrief, 1 - playfulOverThorough],
    [1 - thoroughOverBrief, 0.5, briefOverPlayful],
    [playfulOverThorough, 1 - briefOverPlayful, 0.5],
  ];
}

/**
 * The Nash mix of styles in closed form: a style gets twice the majority of the pair that it is not in, (1 - 2c, 1 - 2a, 1 - 2b) for groups (a, b, c);
 * when a group has half the crowd or more, its first choice alone.
 */
export function nashMix([a, b, c]: Triple): Triple {
  if (a >= 0.5) return [1, 0, 0];
  if (b >= 0.5) return [0, 1, 0];
  if (c >= 0.5) return [0, 0, 1];
  return [1 - 2 * c, 1 - 2 * a, 1 - 2 * b];
}

/** Probability that each style is preferred to a text drawn from `mix`. */
export function winRates(preferences: Preferences, mix: Triple): Triple {
  return preferences.map((row) => row.reduce((sum, wins, j) => sum + wins * (mix[j] as number), 0)) as unknown as Triple;
}

/** By how much the best single style beats `mix`: its win rate less one half. 0 exactly at a Nash mix, at most 1/2. */
export function exploitability(preferences: Preferences, mix: Triple): number {
  return Math.max(...winRates(preferences, mix)) - 0.5;
}
