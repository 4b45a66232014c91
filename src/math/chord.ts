/**
 * The chord of a policy at weighting w is sum_i w_i v(e_i): what averaging the *results* of the corners would give. Linear mode
 * connectivity (Rewarded Soups, arXiv 2306.04488) is the hope that averaging the *weights* gives at least that much.
 */
export interface ChordCount {
  /** Weightings whose point is above the chord in every reward that has weight there. */
  readonly above: number;
  /** Weightings that are no corners. */
  readonly of: number;
}

/**
 * Counts as the README of Rewarded Soups shows it: at an inner weighting, above the chord in each of the rewards that are mixed (a reward of
 * weight 0 is nobody's wish there and is not asked).
 * @param points point i was reached at weighting i.
 * @throws RangeError when a corner is missing.
 */
export function aboveChord(points: readonly (readonly number[])[], weightings: readonly (readonly number[])[]): ChordCount {
  const width = weightings[0]?.length ?? 0;
  const corners = Array.from({ length: width }, (_, i) => {
    const corner = points[weightings.findIndex((w) => w[i] === 1)];
    if (!corner) throw new RangeError(`no point at the corner of reward ${i}: expected one among ${weightings.length} weightings`);
    return corner;
  });
  const inner = weightings.flatMap((w, at) => (w.includes(1) ? [] : [{ w, point: points[at] as readonly number[] }]));
  const isAbove = ({ w, point }: (typeof inner)[number]) =>
    w.every((weight, reward) => {
      const chord = w.reduce((sum, part, i) => sum + part * (corners[i]?.[reward] as number), 0);
      return weight === 0 || (point[reward] as number) > chord;
    });
  return { above: inner.filter(isAbove).length, of: inner.length };
}
