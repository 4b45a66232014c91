/** Which weightings a conditioned policy is trained at: the distribution Q of CLP (arXiv 2407.15762). */
import { drawDirichlet } from '../math/draws.ts';
import { cornerWeighting } from '../math/simplex.ts';

export interface PreferenceSampling {
  /** Of the symmetric Dirichlet: 1 is uniform, less seeks the corners, more the centre. More than 0. */
  readonly alpha: number;
  /** Share of draws that are a corner instead, each equally likely, in [0, 1]. 1 is what Rewarded Soups trains at. */
  readonly cornerMass: number;
}

/** One weighting over `rewards` rewards. @throws RangeError when a setting is out of range. */
export function sampleWeighting(random: () => number, { alpha, cornerMass }: PreferenceSampling, rewards: number): number[] {
  if (!(cornerMass >= 0 && cornerMass <= 1)) throw new RangeError(`corner mass ${cornerMass}: expected a share in [0, 1]`);
  if (random() < cornerMass) return cornerWeighting(rewards, Math.floor(random() * rewards));
  return drawDirichlet(random, alpha, rewards);
}
