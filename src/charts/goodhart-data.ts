/** What the Goodhart chart draws. Structural: the policies of goodhart.json fit as they are. */
import { type ChartInterval, decimals } from './chart-data.ts';

export interface GoodhartStep {
  readonly step: number;
  /** Nats an answer. */
  readonly kl: number;
  readonly approval: ChartInterval;
  readonly cheer: ChartInterval;
  readonly afinn: ChartInterval;
}

export interface GoodhartCurve {
  readonly id: string;
  readonly label: string;
  readonly klPrice: number;
  /** At least one, in the order of training. */
  readonly steps: readonly GoodhartStep[];
}

/** The step with the highest golden mean; of equals the first. */
export function goldenPeak({ steps }: GoodhartCurve): GoodhartStep | undefined {
  return steps.reduce<GoodhartStep | undefined>((best, step) => (best && best.cheer.mean >= step.cheer.mean ? best : step), undefined);
}

/** What a curve shows, in two sentences: how far the proxy went, and where the golden reward parted from it, if it did. */
export function goodhartInWords(curve: GoodhartCurve): string {
  const { steps } = curve;
  const [first, last] = [steps[0], steps.at(-1)];
  const peak = goldenPeak(curve);
  if (!first || !last || !peak) return '';
  const proxy = `Approval goes from ${decimals(first.approval.mean, 2)} to ${decimals(last.approval.mean, 2)} in ${last.step} steps and ${decimals(last.kl, 1)} nats.`;
  // Parted only where the last interval lies below that of the peak.
  const fell = peak.cheer.low > last.cheer.high;
  const golden = fell
    ? `Cheer is best after ${peak.step} steps, at ${decimals(peak.kl, 1)} nats (${decimals(peak.cheer.mean, 2)}), and ends at ${decimals(last.cheer.mean, 2)}: from there on approval is gamed.`
    : `Cheer goes from ${decimals(first.cheer.mean, 2)} to ${decimals(last.cheer.mean, 2)} and shows no fall beyond its intervals.`;
  return `${proxy} ${golden}`;
}
