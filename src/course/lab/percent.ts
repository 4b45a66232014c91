import type { Interval } from '../../math/statistics.ts';

/** What stands where nothing is computed yet. */
export const UNKNOWN = '…';

/** 0.523 as `52 %`; a gain with its sign. */
export function percent(share: number | undefined, signed = false): string {
  if (share === undefined) return UNKNOWN;
  const written = Math.round(100 * Math.abs(share));
  const sign = written === 0 ? '' : share < 0 ? '−' : signed ? '+' : '';
  return `${sign}${written} %`;
}

/** `52 % (48 to 55)`. */
export function percentInterval(interval: Interval | undefined, signed = false): string {
  if (!interval) return UNKNOWN;
  const bound = (share: number) => percent(share, signed).replace(' %', '');
  return `${percent(interval.mean, signed)} (${bound(interval.low)} to ${bound(interval.high)})`;
}

/** A number with one decimal and a true minus sign. */
export function oneDecimal(value: number | undefined): string {
  return value === undefined ? UNKNOWN : value.toFixed(1).replace('-', '−');
}
