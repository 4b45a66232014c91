import { cornerWeighting } from '../../math/simplex.ts';
import type { Weighting } from '../../methods/method.ts';

export interface Corner {
  /** Of the reward that has all the weight. */
  readonly index: number;
  readonly weights: Weighting;
}

/** The corner that a key leads to: `1`, `2`, `3` to that reward's, the arrows to the one after or before the present one, round at the ends. */
export function cornerOfKey(key: string, weights: Weighting): Corner | undefined {
  const count = weights.length;
  const corner = (index: number): Corner => ({ index, weights: cornerWeighting(count, index) });
  if (/^[1-9]$/.test(key)) return Number(key) <= count ? corner(Number(key) - 1) : undefined;
  const here = weights.findIndex((weight) => weight > 0.995);
  if (key === 'ArrowRight') return corner((here + 1) % count);
  // From between the corners, back is to the last.
  if (key === 'ArrowLeft') return corner((Math.max(here, 0) - 1 + count) % count);
  return undefined;
}
