import type { Coefficients, Weighting } from './method.ts';

/** Slot i gets weight i. A slot named twice gets the sum of its weights. */
export function slotCoefficients(slots: readonly string[], w: Weighting): Coefficients {
  const coefficients: Record<string, number> = {};
  for (const [i, slot] of slots.entries()) coefficients[slot] = (coefficients[slot] ?? 0) + (w[i] ?? 0);
  return coefficients;
}
