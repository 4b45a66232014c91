/** How far a slider moves its reward, over training seeds and prompts: at its own end less the mean of the other ends. */
import { createRng } from '../../src/math/rng.ts';
import { cornerWeighting } from '../../src/math/simplex.ts';
import { mean, percentileInterval } from '../../src/math/statistics.ts';
import type { Interval } from '../../src/packs/fields.ts';
import type { ByPrompt } from '../evaluate/by-prompt.ts';
import { listed, table, withInterval } from './markdown.ts';
import { drawSeeds, promptCounts, seedsOf, weighted } from './over-seeds.ts';

const SEED = 20_261_130;

export interface SeedEnds {
  /** Training seeds. */
  readonly seeds: number;
  /** By reward: the mean with a 95 % interval over prompts and seeds, drawn as `overSeeds` draws them; and each seed's own. */
  readonly rewards: readonly { readonly interval: Interval; readonly each: readonly number[] }[];
}

/** @param family A method's policies without their `-s<seed>`. Undefined of fewer than two seeds: an interval over one is over prompts alone. */
export function endsOverSeeds(record: ByPrompt, family: string): SeedEnds | undefined {
  const corners = record.rewards.map((_, axis) => cornerWeighting(record.rewards.length, axis));
  const members = seedsOf(record, family, corners);
  if (members.length < 2) return undefined;
  const counts = promptCounts(record.prompts.length);
  const rewards = record.rewards.map((_, axis) => {
    const moved = members.map(({ points }) => {
      const at = points.map(({ rewards: values }) => values[axis] as number[]);
      return counts.map((count) => {
        const means = at.map((values) => weighted(values, count));
        return (means[axis] as number) - mean(means.filter((__, corner) => corner !== axis));
      });
    });
    const random = createRng(SEED);
    const replicates = counts.map((__, replicate) =>
      mean((replicate === 0 ? moved : drawSeeds(moved, random)).map((one) => one[replicate] as number)),
    );
    return {
      interval: percentileInterval(replicates[0] as number, replicates.slice(1)),
      each: moved.map((one) => one[0] as number),
    };
  });
  return { seeds: members.length, rewards };
}

/** Of the pack's CLP and Rewarded Soups; undefined where neither has several seeds. */
export function seedEndsTable(record: ByPrompt | undefined, labelOf: (policy: string) => string): string | undefined {
  const rows = ['clp', 'rs'].flatMap((family) => {
    const found = record && endsOverSeeds(record, family);
    return found ? [[labelOf(family), found.seeds, ...found.rewards.map(said)]] : [];
  });
  if (!record || rows.length === 0) return undefined;
  const heads = record.rewards.map((reward) => `${reward}: own end less others`);
  return table(['sliders over training seeds and prompts', 'seeds', ...heads], rows);
}

function said({ interval, each }: SeedEnds['rewards'][number]): string {
  const open = interval.low <= 0 && interval.high >= 0;
  return `${withInterval(interval, 2)}; each ${listed(each, 2)}${open ? '; ends not apart' : ''}`;
}
