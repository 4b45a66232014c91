import type { Interval } from '../../src/packs/fields.ts';

export type Cell = string | number | undefined;

/** A Markdown table; a missing cell is a dash, a column without any value is left out. The first column is text. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const kept = head.flatMap((_, i) => (i === 0 || rows.some((row) => row[i] !== undefined) ? [i] : []));
  const line = (cells: readonly Cell[]) => `| ${kept.map((i) => cells[i] ?? '–').join(' | ')} |`;
  return [line(head), `|${kept.map((i) => (i === 0 ? '---' : '---:')).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Fixed decimals, with a true minus sign and no minus zero. */
export function decimals(value: number, digits = 3): string {
  return value
    .toFixed(digits)
    .replace(/^-(0(?:\.0*)?)$/, '$1')
    .replace('-', '−');
}

/** `0.95, 0.86, 0.85`. */
export function listed(values: readonly number[], digits: number): string {
  return values.map((value) => decimals(value, digits)).join(', ');
}

/** `0.149 (0.128 to 0.172)`. */
export function withInterval(interval: Interval | undefined, digits = 3): string | undefined {
  if (!interval) return undefined;
  const { mean, low, high } = interval;
  return `${decimals(mean, digits)} (${decimals(low, digits)} to ${decimals(high, digits)})`;
}

/** `111,013`. */
export function count(value: number | undefined): string | undefined {
  return value?.toLocaleString('en-GB');
}
