/** What counts are worth: the first ones most, in [0, 1]. */

/** 1 - 2^(-count / half): 0 for none, 1/2 for `half`, 3/4 for twice as many. */
export function saturate(count: number, half: number): number {
  return 1 - fade(count, half);
}

/** 2^(-count / half): 1 for none, 1/2 for `half`, 1/4 for twice as many. */
export function fade(count: number, half: number): number {
  return 2 ** (-count / half);
}

export type Wish = 'more' | 'fewer';

/** By what the reader wishes for: more is better, or fewer. */
export function worthOf(wish: Wish, count: number, half: number): number {
  return wish === 'more' ? saturate(count, half) : fade(count, half);
}

/** The same in words. @param what Is counted. */
export function worthFormula(wish: Wish, what: string, half: number): string {
  return wish === 'more' ? `1 - 2^(-${what} / ${half})` : `2^(-${what} / ${half})`;
}

/** 1 at the target, 1/2 one width away on either side, 1/5 two widths away. Falls slowly, so that far from the target nearer is still better. */
export function nearness(value: number, target: number, width: number): number {
  return 1 / (1 + ((value - target) / width) ** 2);
}

export function nearnessFormula(what: string, target: number, width: number): string {
  return `1 / (1 + ((${what} - ${target}) / ${width})^2)`;
}

/** "1 word", "2 words". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
