import type { Coefficients, PolicySlots, Weighting } from './method.ts';

/** Slot i gets weight i; null gets nothing. A slot named twice gets the sum of its weights. */
export function slotCoefficients(slots: PolicySlots['rewards'], w: Weighting): Coefficients {
  const coefficients: Record<string, number> = {};
  for (const [i, slot] of slots.entries()) if (slot !== null) coefficients[slot] = (coefficients[slot] ?? 0) + (w[i] ?? 0);
  return coefficients;
}
