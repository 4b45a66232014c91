/** Coefficients and weights as one line of text. */
import type { Coefficients, PolicySlots, Weighting } from '../../methods/method.ts';

/** `c = 1 shared, 0.34 brevity, ...`: the coefficient of every slot of the policy, by what the slot is for. */
export function coefficientsLine(coefficients: Coefficients, slots: PolicySlots, rewards: readonly { readonly label: string }[]): string {
  const shared = slots.shared === undefined ? [] : [`${coefficients[slots.shared] ?? 0} shared`];
  const steered = slots.rewards.flatMap((slot, i) =>
    slot === null ? [] : [`${(coefficients[slot] ?? 0).toFixed(2)} ${rewards[i]?.label.toLowerCase() ?? slot}`],
  );
  const all = [...shared, ...steered];
  return all.length === 0 ? 'c = 0, no adapter' : `c = ${all.join(', ')}`;
}

/** `brevity 0.5, richness 0.5`: weights of 0 are left out. */
export function weightsLine(weights: Weighting, rewards: readonly { readonly label: string }[]): string {
  return rewards
    .flatMap(({ label }, i) => ((weights[i] ?? 0) > 0 ? [`${label.toLowerCase()} ${Number((weights[i] ?? 0).toFixed(2))}`] : []))
    .join(', ');
}
