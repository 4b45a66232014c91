/** Counts, lists and times as every station writes them. */

/** `3,600`. */
export function counted(count: number): string {
  return count.toLocaleString('en');
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(parts: readonly string[]): string {
  return parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `3 minutes`, `40 seconds`, `1.5 hours`. */
export function timeInWords(seconds: number): string {
  if (seconds < 50) return `${Math.max(5, Math.round(seconds / 5) * 5)} seconds`;
  if (seconds < 90) return 'a minute';
  if (seconds < 5400) return `${Math.round(seconds / 60)} minutes`;
  return `${(seconds / 3600).toFixed(1)} hours`;
}
