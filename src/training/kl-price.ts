/** What a nat of KL to the base costs: a price per reward. Twin of `reprice` in models/tiller/on_policy.py, at its usual pace. */
import type { OnPolicySettings } from './recipe.ts';

type Settings = Pick<OnPolicySettings, 'kl_price' | 'kl_target'>;

/** By reward. */
export interface KlPrices {
  readonly prices: readonly number[];
  /** Running mean of nats an answer, of the answers that prefer the reward; 0 before the first. */
  readonly kl: readonly number[];
}

const LARGEST_STEP = 1.2;
/** Times the price that the stage starts from: a lower floor lets rewards run away before the price catches up. */
const [LEAST, MOST] = [1, 6];
/** A reward that a step's weightings hardly ask for is not priced by it. */
const LEAST_SHARE = 0.2;

export function firstPrices(rewards: number, { kl_price }: Settings): KlPrices {
  return { prices: new Array(rewards).fill(kl_price), kl: new Array(rewards).fill(0) };
}

/** The price of a nat at a weighting: its rewards' prices, weighed by it. */
export function priceAt(weights: readonly number[], { prices }: KlPrices): number {
  const asked = prices.reduce((sum, _, i) => sum + (weights[i] as number), 0);
  return prices.reduce((sum, price, i) => sum + (weights[i] as number) * price, 0) / asked;
}

/**
 * Moves each reward's price towards the one at which its answers stay `kl_target` nats from the base.
 * @param weightings of the step's groups.
 * @param nats mean log-ratio to the base of each group's answers.
 */
export function reprice(
  state: KlPrices,
  weightings: readonly (readonly number[])[],
  nats: readonly number[],
  settings: Settings,
): KlPrices {
  const { kl_price, kl_target } = settings;
  if (kl_target === null) return state;
  const moved = state.prices.map((price, i) => {
    const before = state.kl[i] as number;
    const shares = weightings.map((w) => (w[i] as number) ** 2);
    const total = shares.reduce((sum, share) => sum + share, 0);
    if (total < LEAST_SHARE) return { price, kl: before };
    const now = shares.reduce((sum, share, g) => sum + share * (nats[g] as number), 0) / total;
    const kl = before === 0 ? now : 0.8 * before + 0.2 * now;
    // The estimate of a small KL may be negative.
    const spent = Math.max(0, kl) / kl_target;
    const factor = Math.min(LARGEST_STEP, Math.max(1 / LARGEST_STEP, Math.sqrt(spent)));
    return { price: Math.min(MOST * kl_price, Math.max(LEAST * kl_price, price * factor)), kl };
  });
  return { prices: moved.map(({ price }) => price), kl: moved.map(({ kl }) => kl) };
}
