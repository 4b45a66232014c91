import type { Method } from './method.ts';
import { rewardedSoups } from './rewarded-soups.ts';

/**
 * Decoding-time realignment (DeRa, arXiv 2402.02992) of an aligned one-row method: logits = ref + lambda (aligned - ref).
 * lambda 0 is the base, 1 the aligned policy, more goes beyond it; in between it plays the part of a KL strength that was never trained.
 * @throws RangeError when lambda is not finite.
 */
export function createDera(aligned: Method, lambda: number): Method {
  if (!Number.isFinite(lambda)) throw new RangeError(`lambda is ${lambda}, expected a finite number`);
  return {
    id: 'dera',
    label: `DeRa of ${aligned.label}`,
    formula: `logits = base + ${lambda} (aligned - base)`,
    forwardPasses: () => 2,
    steer(slots, w) {
      const [row] = aligned.steer(slots, w).rows;
      if (row === undefined) throw new RangeError(`${aligned.id} makes no row, expected one to realign`);
      return { rows: [{ coefficients: {} }, row], mixer: { kind: 'linear', weights: [1 - lambda, lambda] } };
    },
  };
}

/** DeRa one half beyond Rewarded Soups, where extrapolation shows. */
export const dera = createDera(rewardedSoups, 1.5);
