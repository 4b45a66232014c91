/** How far two rewards want different answers to the same prompt: Spearman's rank correlation over its candidates. */
import { spearman } from '../math/statistics.ts';
import type { PoolTable } from './pool-table.ts';

export interface Conflict {
  readonly rewards: readonly [string, string];
  /**
   * In [-1, 1], one for each prompt where both rewards tell candidates apart. Within a prompt, so that a prompt that suits both does not count as
   * agreement.
   */
  readonly byPrompt: readonly number[];
}

/** Of every pair, in the order of the weights. */
export function conflicts(table: PoolTable): Conflict[] {
  return table.rewards.flatMap((a, i) =>
    table.rewards.slice(i + 1).map((b, k): Conflict => {
      const j = i + 1 + k;
      const byPrompt = table.values.flatMap((row) => {
        const [x, y] = [i, j].map((place) => row.map((values) => values[place] as number)) as [number[], number[]];
        return varies(x) && varies(y) ? [spearman(x, y)] : [];
      });
      return { rewards: [a, b], byPrompt };
    }),
  );
}

function varies(values: readonly number[]): boolean {
  return values.some((value) => value !== values[0]);
}
