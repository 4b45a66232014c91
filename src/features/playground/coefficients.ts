/** Coefficients and weights as one line of text. */
import type { Coefficients, Weighting } from '../../methods/method.ts';

/** `c = 1 shared, 0.34 brevity, ...`, or `c = 0` when no slot is on. */
export function coefficientsLine(coefficients: Coefficients): string {
  const entries = Object.entries(coefficients);
  if (entries.length === 0) return 'c = 0, no adapter';
  return entries.map(([slot, coefficient]) => `${coefficient.toFixed(2)} ${slot}`).join(' + ');
}

/** `brevity 0.5, richness 0.5`: weights of 0 are left out. */
export function weightsLine(weights: Weighting, rewards: readonly { readonly label: string }[]): string {
  return rewards
    .flatMap(({ label }, i) => ((weights[i] ?? 0) > 0 ? [`${label.toLowerCase()} ${Number((weights[i] ?? 0).toFixed(2))}`] : []))
    .join(', ');
}
