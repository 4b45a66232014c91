/** How good a fit or a judge is about what it did not see, in sentences. */
import { wilsonInterval } from '../../math/statistics.ts';
import type { HeldOut } from '../../rewards/own/learned-definition.ts';

export interface HeldOutWords {
  /** e.g. `Right about 14 of 20 texts that it had not seen: 70 % (48 to 85 %).` */
  readonly sentence: string;
  /** Whether the interval is above one half; where it is not, no ability is shown. */
  readonly shown: boolean;
  readonly verdict: string;
}

/** @param what Of the things that were held out, in the plural and as they were unknown, e.g. `texts that it had not seen`. */
export function heldOutWords({ right, count }: HeldOut, what: string): HeldOutWords {
  const { low, high } = wilsonInterval(right, count);
  const percent = (share: number) => Math.round(100 * share);
  const shown = low > 0.5;
  const sentence = `Right about ${Number(right.toFixed(1))} of ${count} ${what}: ${percent(right / count)} % (${percent(low)} to ${percent(high)} %, 95 % interval).`;
  if (shown) return { sentence, shown, verdict: 'Better than a coin.' };
  const verdict =
    high < 0.5
      ? 'Worse than a coin: it has learned something else.'
      : 'No better than a coin is shown yet: a coin’s 50 % lie within the interval.';
  return { sentence, shown, verdict };
}
