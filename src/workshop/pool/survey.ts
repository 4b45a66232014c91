/** What a scored pool says before anything is trained: how far each reward reaches, and how far any two want different answers. */
import type { Interval } from '../../math/statistics.ts';
import { frontResampling, intervalOf, type Resampling } from '../../measure/resampling.ts';
import { utilitySettings } from '../../training/calibration.ts';
import type { ScoredCandidate } from '../../training/candidates.ts';
import { conflicts } from '../../training/conflict.ts';
import { type PoolTable, tabulate } from '../../training/pool-table.ts';
import { type Reach, reachOf } from '../../training/reach.ts';
import type { OfflineSettings } from '../../training/recipe.ts';
import type { UtilitySettings } from '../../training/utility.ts';

/** A reward as the station names and draws it. */
export interface NamedReward {
  readonly id: string;
  readonly label: string;
  /** Lowest and highest possible score; undefined where nobody has said. */
  readonly range: readonly [number, number] | undefined;
  /** Its place in the project, which decides its hue. */
  readonly place: number;
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  /** Shares of the base's own answers, and of all candidates: each sums to 1 over the bins. */
  readonly own: number;
  readonly all: number;
}

export interface RewardSurvey extends NamedReward {
  /** What is possible, or what the pool spans. */
  readonly range: readonly [number, number];
  readonly reach: Reach;
  /** Means over prompts, of the base's own answers and of each prompt's best candidate, with 95 % intervals. */
  readonly base: Interval;
  readonly best: Interval;
  readonly bins: readonly Bin[];
}

export interface ConflictSurvey {
  readonly rewards: readonly [NamedReward, NamedReward];
  /** Mean over prompts of the rank correlation, with its 95 % interval; undefined where fewer than five prompts tell candidates apart by both. */
  readonly correlation: Interval | undefined;
  /** How many prompts it is over. */
  readonly prompts: number;
}

export interface Survey {
  readonly table: PoolTable;
  readonly settings: UtilitySettings;
  readonly resampling: Resampling;
  /** The base's answers as they are, and all candidates. */
  readonly answers: number;
  readonly candidates: number;
  readonly rewards: readonly RewardSurvey[];
  readonly conflicts: readonly ConflictSurvey[];
}

const BINS = 20;
/** Prompts below which a mean over them says nothing. */
const FEWEST = 5;

/** In steps of some milliseconds. @throws RangeError where a score is missing. */
export function* survey(
  scored: readonly ScoredCandidate[],
  rewards: readonly NamedReward[],
  settings: Pick<OfflineSettings, 'guard' | 'scalarisation'>,
): Generator<undefined, Survey> {
  const ids = rewards.map(({ id }) => id);
  const table = tabulate(scored, ids);
  yield;
  const resampling = frontResampling(table.prompts.length);
  yield;
  const utility = utilitySettings(ids, scored, settings);
  yield;
  const surveys: RewardSurvey[] = [];
  for (const [place, reward] of rewards.entries()) {
    const range = reward.range ?? spanOf(table, place);
    const reach = reachOf(table, reward.id, range[1] - range[0]);
    const mean = (values: readonly number[]) => intervalOf(resampling.means(values));
    surveys.push({ ...reward, range, reach, base: mean(reach.base), best: mean(reach.best), bins: binsOf(table, place, range) });
    yield;
  }
  const pairs: ConflictSurvey[] = [];
  for (const { rewards: pair, byPrompt } of conflicts(table)) {
    const named = pair.map((id) => rewards.find((one) => one.id === id)) as [NamedReward, NamedReward];
    const correlation = byPrompt.length < FEWEST ? undefined : intervalOf(frontResampling(byPrompt.length).means(byPrompt));
    pairs.push({ rewards: named, correlation, prompts: byPrompt.length });
    yield;
  }
  const answers = scored.filter(({ original }) => original).length;
  return { table, settings: utility, resampling, answers, candidates: scored.length, rewards: surveys, conflicts: pairs };
}

/** [0, 1] where all scores lie there, else from the lowest to the highest. */
function spanOf({ values }: PoolTable, place: number): readonly [number, number] {
  let [low, high] = [0, 1];
  for (const row of values) {
    for (const one of row) {
      low = Math.min(low, one[place] as number);
      high = Math.max(high, one[place] as number);
    }
  }
  return [low, high];
}

function binsOf({ values, original }: PoolTable, place: number, [low, high]: readonly [number, number]): Bin[] {
  const width = (high - low) / BINS;
  const counts = Array.from({ length: BINS }, () => ({ own: 0, all: 0 }));
  values.forEach((row, prompt) => {
    row.forEach((one, candidate) => {
      const bin = counts[Math.min(BINS - 1, Math.max(0, Math.floor(((one[place] as number) - low) / width)))] as {
        own: number;
        all: number;
      };
      bin.all += 1;
      if (original[prompt]?.[candidate]) bin.own += 1;
    });
  });
  const total = (key: 'own' | 'all') =>
    Math.max(
      1,
      counts.reduce((sum, bin) => sum + bin[key], 0),
    );
  const [own, all] = [total('own'), total('all')];
  return counts.map((bin, i) => ({ from: low + i * width, to: low + (i + 1) * width, own: bin.own / own, all: bin.all / all }));
}
