/** How much of a reward the candidates of a pool hold: what distillation cannot exceed, as it only chooses among them. */
import { baseMeans, type PoolTable } from './pool-table.ts';

/** Of a prompt's candidates, one has to exceed the base's mean by this share of the reward's span to count as better. */
const BETTER = 0.1;
/** Below these shares of prompts with a better candidate a reward is out of reach, or scarce. */
const OUT_OF_REACH = 0.1;
const SCARCE = 0.5;

export interface Reach {
  readonly reward: string;
  /** Mean over the base's own answers: [prompts]. */
  readonly base: readonly number[];
  /** Of the best candidate: [prompts]. */
  readonly best: readonly number[];
  /** Share of the prompts that have a candidate at least a tenth of the span above the base's own mean. */
  readonly better: number;
  /** Highest score of any candidate. */
  readonly highest: number;
  readonly verdict: 'within' | 'scarce' | 'out';
}

/**
 * @param span Highest possible score less the lowest; what the pool itself spans where that is not finite.
 */
export function reachOf(table: PoolTable, reward: string, span: number): Reach {
  const place = table.rewards.indexOf(reward);
  if (place < 0) throw new RangeError(`reward ${reward}: expected one of ${table.rewards.join(', ')}`);
  const columns = table.values.map((row) => row.map((values) => values[place] as number));
  const base = baseMeans(table, place);
  const best = columns.map((column) => column.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
  const highest = Math.max(...best);
  const lowest = columns.reduce((least, column) => column.reduce((low, value) => Math.min(low, value), least), highest);
  const step = BETTER * (Number.isFinite(span) ? span : highest - lowest);
  const better = step > 0 ? best.filter((value, i) => value >= (base[i] as number) + step).length / best.length : 0;
  return { reward, base, best, better, highest, verdict: better < OUT_OF_REACH ? 'out' : better < SCARCE ? 'scarce' : 'within' };
}
