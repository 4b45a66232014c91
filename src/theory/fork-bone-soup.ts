/** Bone Soup at the fork, with exact backbones: what mixing logits can do when experts are trained between the corners. */
import { type ForkPolicy, type ForkWorld, forkOracle } from './fork.ts';

/**
 * The mix, with the coefficients of Bone Soup (arXiv 2502.10762), of the logits of the policies that are optimal at (beta, 1 - beta) and at
 * (1 - beta, beta). `share` is the paper's beta, in (1/2, 1]; 1 is `forkMix`.
 *
 * By symmetry both backbones take L with the same log-odds, and the coefficients sum to 1, so the start is the same at every w: no share gives
 * L at both ends and R between them.
 * @throws RangeError for a share outside (1/2, 1].
 */
export function forkBoneSoup(world: ForkWorld, w: number, share: number): ForkPolicy {
  if (!(share > 0.5 && share <= 1)) throw new RangeError(`share is ${share}, expected more than 1/2 and at most 1`);
  // c_1 share + c_2 (1 - share) = w, and c_1 + c_2 = 1.
  const c = (w - (1 - share)) / (2 * share - 1);
  const [first, second] = [forkOracle(world, share), forkOracle(world, 1 - share)];
  return { start: c * first.start + (1 - c) * second.start, left: c * first.left + (1 - c) * second.left };
}
