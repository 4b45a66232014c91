/** What the Goodhart chart draws. Structural: what goodhart.json holds fits as it is. */
import { type ChartInterval, decimals } from './chart-data.ts';

export interface GoodhartReward {
  readonly id: string;
  readonly label: string;
  /** The reward that is trained on, what that stands for, or a second scorer of the latter. */
  readonly role: 'proxy' | 'golden' | 'twin';
}

export interface GoodhartStep {
  readonly step: number;
  /** Nats an answer. */
  readonly kl: number;
  /** By the reward's id; every reward is there. */
  readonly rewards: Readonly<Record<string, ChartInterval>>;
}

export interface GoodhartCurve {
  readonly id: string;
  readonly label: string;
  readonly klPrice: number;
  /** At least one, in the order of training. */
  readonly steps: readonly GoodhartStep[];
}

/** @throws RangeError when the step has no such reward. */
export function meanOf({ rewards }: GoodhartStep, id: string): ChartInterval {
  const mean = rewards[id];
  if (!mean) throw new RangeError(`reward ${id}: expected one of ${Object.keys(rewards).join(', ')}`);
  return mean;
}

/** The step with the highest mean of a reward; of equals the first. */
export function peakOf(reward: string, { steps }: Pick<GoodhartCurve, 'steps'>): GoodhartStep | undefined {
  return steps.reduce<GoodhartStep | undefined>(
    (best, step) => (best && meanOf(best, reward).mean >= meanOf(step, reward).mean ? best : step),
    undefined,
  );
}

/** What a curve shows, in two sentences: how far the proxy went, and where the golden reward parted from it, if it did. */
export function goodhartInWords({ steps }: GoodhartCurve, rewards: readonly GoodhartReward[]): string {
  const [proxy, golden] = (['proxy', 'golden'] as const).map((role) => rewards.find((reward) => reward.role === role));
  const [first, last] = [steps[0], steps.at(-1)];
  const peak = golden && peakOf(golden.id, { steps });
  if (!first || !last || !proxy || !golden || !peak) return '';
  const [from, to] = [meanOf(first, proxy.id), meanOf(last, proxy.id)];
  const went = `${proxy.label} goes from ${decimals(from.mean, 2)} to ${decimals(to.mean, 2)} in ${last.step} steps and ${decimals(last.kl, 1)} nats.`;
  const [start, best, end] = [first, peak, last].map((step) => meanOf(step, golden.id)) as [ChartInterval, ChartInterval, ChartInterval];
  // Parted only where the last interval lies below that of the peak.
  const parted =
    best.low > end.high
      ? `${golden.label} is best after ${peak.step} steps, at ${decimals(peak.kl, 1)} nats (${decimals(best.mean, 2)}), and ends at ${decimals(end.mean, 2)}: from there on ${proxy.label.toLowerCase()} is gamed.`
      : `${golden.label} goes from ${decimals(start.mean, 2)} to ${decimals(end.mean, 2)} and shows no fall beyond its intervals.`;
  return `${went} ${parted}`;
}
