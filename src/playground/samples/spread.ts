/** How far the samples of one policy lie apart, reward by reward. */
import { mean } from '../../math/statistics.ts';
import { isWhole, type Sample } from '../state/samples.ts';

export interface Spread {
  readonly id: string;
  readonly label: string;
  readonly range: readonly [number, number];
  /** One a sample that has the score, in the order of the samples. */
  readonly values: readonly { readonly seed: number; readonly value: number }[];
  /** Undefined where no sample has the score. */
  readonly summary: { readonly mean: number; readonly lowest: number; readonly highest: number } | undefined;
}

/** Of whole samples only: a text that was cut off by hand says nothing of its policy. */
export function spreadOf(
  samples: readonly Sample[],
  rewards: readonly { readonly id: string; readonly label: string; readonly range: readonly [number, number] }[],
): Spread[] {
  const whole = samples.filter(isWhole);
  return rewards.map(({ id, label, range }) => {
    const values = whole.flatMap(({ seed, scores }) => {
      const value = scores[id];
      return value === undefined ? [] : [{ seed, value }];
    });
    const numbers = values.map(({ value }) => value);
    const summary = numbers.length > 0 ? { mean: mean(numbers), lowest: Math.min(...numbers), highest: Math.max(...numbers) } : undefined;
    return { id, label, range, values, summary };
  });
}
