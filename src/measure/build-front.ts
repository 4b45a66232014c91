/** From measured answers to front.json: means with intervals, the frozen reference point, indicators, comparisons, samples. Pure. */

import { measuredGrid } from '../math/simplex.ts';
import { mean } from '../math/statistics.ts';
import type { Front, FrontPoint, FrontPolicy } from '../packs/front.ts';
import type { Pack } from '../packs/pack.ts';
import { axisScorers, distinct3, type MeasuredRewards, twinScorers, watchedScorers } from './axes.ts';
import { comparePolicies, trainedPoints } from './compare-policies.ts';
import { type Curve, onGrid, supportingPoints, type Yardstick } from './curves.ts';
import { indicatorsOf, type Statistics, statisticsOf } from './front-indicators.ts';
import type { Answer, MeasuredPoint } from './measurement.ts';
import { frontResampling, intervalOf, type Replicates, type Resampling, rounded } from './resampling.ts';

/** The reference point lies this share of the range below the worst of the base and the single-reward corners. */
const REFERENCE_ROOM = 0.05;
/** The policy that the others are to reach at its weightings. */
const GOLD = 'gold';

export interface FrontInput {
  readonly pack: Pack;
  readonly rewards: MeasuredRewards;
  readonly prompts: readonly string[];
  /** Group to its prompts; a group without any of `prompts` is left out. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly seeds: readonly number[];
  /** Prompts whose first answers are kept as samples. */
  readonly examples: readonly string[];
  readonly measurements: readonly MeasuredPoint[];
  readonly commit: string;
  /** Of a front that this one is to be compared with; measured on the tuning prompts when absent. */
  readonly frozen?: Frozen;
  /** Reward id to 0 and 1 of its utility where base and corners do not differ on the tuning prompts: an error without it. */
  readonly unmoved?: Readonly<Record<string, readonly [number, number]>>;
}

/** What makes fronts of several runs comparable: where volumes start, and 0 and 1 of each reward. */
export interface Frozen {
  readonly reference: readonly number[];
  readonly scale: readonly (readonly [number, number])[];
}

export interface BuiltFront {
  readonly front: Front;
  /** By policy: what differences across packs are made of. */
  readonly statistics: ReadonlyMap<string, Statistics>;
}

/** @throws Error when a measurement lacks a prompt, or the tuning split was not measured. */
export function buildFront(input: FrontInput): BuiltFront {
  const { pack, prompts, seeds, commit } = input;
  const { reference, scale } = input.frozen ?? frozenScale(input);
  const resampling = frontResampling(prompts.length);
  const measured = pack.policies.flatMap((policy) => {
    const points = input.measurements.filter((one) => one.policy === policy.id && one.split === 'held_out');
    if (points.length === 0) return [];
    const tables = points.map((point) => tableOf(point, input));
    return [
      { policy, points: tables.map((table) => pointOf(table, input, resampling)), curve: curveOf(policy.id, tables, input, resampling) },
    ];
  });
  const grid = measuredGrid(pack.rewards.length);
  const fronts = measured.flatMap(({ curve }) => {
    const front = onGrid(curve, grid);
    return front ? [{ front, whole: curve }] : [];
  });
  const baseNll = measured.find(({ policy }) => policy.method === 'base')?.curve.nll[0];
  if (!baseNll) throw new Error(`no measurement of the base in pack ${pack.id}, expected one`);
  const gold = measured.find(({ policy }) => policy.id === GOLD)?.curve;
  const frame = { rewards: pack.rewards, reference, scale, resampling, baseNll, ...(gold ? { gold } : {}) };
  const steered = measured.filter(({ policy }) => policy.method !== 'base').map(({ curve }) => curve);
  const yardstick: Yardstick = { ...frame, supporting: supportingPoints(steered, grid, frame) };
  const statistics = new Map(fronts.map(({ front, whole }) => [front.id, statisticsOf(front, whole, yardstick)]));
  const policies = measured.map(({ policy: { id, method }, points }): FrontPolicy => {
    const own = statistics.get(id);
    const curve = fronts.find(({ front }) => front.id === id)?.front;
    return own && curve ? { id, method, points, indicators: indicatorsOf(curve, own, yardstick) } : { id, method, points };
  });
  const front: Front = {
    format: 'tiller-front/1',
    pack: pack.id,
    base: pack.base,
    commit,
    seeds: [...seeds],
    prompts: [...prompts],
    reference: [...reference],
    scale: scale.map(([low, high]): [number, number] => [low, high]),
    policies,
    comparisons: pairsOf(fronts).map(([one, other]) => comparePolicies(one.front, other.front, statistics, yardstick)),
    trained: measured
      .filter(({ policy }) => policy.method === 'trained-at')
      .flatMap(({ curve }) => trainedPoints(curve, steered, yardstick)),
  };
  return { front, statistics };
}

/** Per reward: the lowest and highest mean of the base and the single-reward corners on the tuning prompts, and 5 % of that below. */
function frozenScale({ pack, rewards, measurements, unmoved = {} }: FrontInput): Frozen {
  const tuned = measurements.filter(({ split }) => split === 'tune');
  if (tuned.length === 0) throw new Error('no measurement of the tuning prompts, expected the base and the single-reward corners');
  const scale = axisScorers(pack, rewards).map((axis): [number, number] => {
    const means = tuned.map(({ repeats }) => mean(repeats.flat().map((answer) => axis.score(answer))));
    const [low, high] = [rounded(Math.min(...means)), rounded(Math.max(...means))];
    if (high > low) return [low, high];
    const range = unmoved[axis.id];
    if (range) return [range[0], range[1]];
    throw new RangeError(`${axis.id} is ${low} for the base and every corner: expected some of them to differ`);
  });
  return { scale, reference: scale.map(([low, high]) => rounded(low - REFERENCE_ROOM * (high - low))) };
}

/** A measured point with its answers by prompt: [prompts][seeds]. */
interface Table {
  readonly measurement: MeasuredPoint;
  readonly byPrompt: readonly (readonly Answer[])[];
}

function tableOf(measurement: MeasuredPoint, { prompts, seeds }: FrontInput): Table {
  const answers = measurement.repeats.flat();
  const byPrompt = prompts.map((prompt) => answers.filter((answer) => answer.prompt === prompt));
  const short = byPrompt.findIndex((group) => group.length !== seeds.length);
  if (short >= 0) {
    throw new Error(
      `${measurement.policy} at [${measurement.weights.join(', ')}]: ${byPrompt[short]?.length} answers to '${prompts[short]}', expected ${seeds.length}`,
    );
  }
  return { measurement, byPrompt };
}

/** Mean over seeds, by prompt. */
function valuesOf({ byPrompt }: Table, value: (answer: Answer) => number): number[] {
  return byPrompt.map((answers) => mean(answers.map(value)));
}

function pointOf(table: Table, { pack, rewards, examples }: FrontInput, resampling: Resampling): FrontPoint {
  const { weights, repeats } = table.measurement;
  const scorers = [...axisScorers(pack, rewards), ...watchedScorers(pack, rewards)];
  const interval = (value: (answer: Answer) => number) => intervalOf(resampling.means(valuesOf(table, value)));
  const share = (value: (answer: Answer) => number) => rounded(mean(repeats.flat().map(value)));
  return {
    weights: [...weights],
    rewards: Object.fromEntries(scorers.map((scorer) => [scorer.id, interval((answer) => scorer.score(answer))])),
    twins: Object.fromEntries(twinScorers(pack, rewards).map((twin) => [twin.id, interval((answer) => twin.score(answer))])),
    kl: interval(({ kl }) => kl),
    nll: interval(({ nll }) => nll),
    finished: share(({ finished }) => Number(finished)),
    distinct3: share(({ text }) => distinct3(text)),
    samples: !keepsSamples(pack, table.measurement)
      ? []
      : examples.flatMap((prompt) =>
          (repeats[0] ?? [])
            .filter((answer) => answer.prompt === prompt)
            .map((answer) => ({
              prompt,
              seed: answer.seed,
              text: answer.text,
              finished: answer.finished,
              rewards: Object.fromEntries(scorers.map((scorer) => [scorer.id, Number(scorer.score(answer).toFixed(4))])),
            })),
        ),
  };
}

/**
 * Texts are most of the file. The pair that the page shows first and the lessons read, the pack's first CLP and first Rewarded Soups, keep
 * all of theirs; the others those at corners, middles of edges and the centre: the page takes the nearest that has one.
 */
function keepsSamples({ policies }: Pack, { policy, weights }: Pick<MeasuredPoint, 'policy' | 'weights'>): boolean {
  const shown = (['clp', 'rs'] as const).some((method) => policies.find((one) => one.method === method)?.id === policy);
  return shown || new Set(weights.filter((weight) => weight > 0)).size <= 1;
}

function curveOf(id: string, tables: readonly Table[], { pack, rewards, prompts, groups }: FrontInput, resampling: Resampling): Curve {
  const axes = axisScorers(pack, rewards);
  const values = tables.map((table) => axes.map((axis) => valuesOf(table, (answer) => axis.score(answer))));
  const resampled = (within?: readonly boolean[]) =>
    byReplicate(
      values.map((byAxis) => byAxis.map((column) => resampling.means(column, within))),
      resampling.size,
    );
  const present = Object.entries(groups).filter(([, members]) => prompts.some((prompt) => members.includes(prompt)));
  return {
    id,
    weightings: tables.map(({ measurement }) => measurement.weights),
    means: resampled(),
    groups: new Map(present.map(([group, members]) => [group, resampled(prompts.map((prompt) => members.includes(prompt)))])),
    nll: tables.map((table) => resampling.means(valuesOf(table, ({ nll }) => nll))),
  };
}

/** [points][axes][replicates] to [replicates][points][axes]. */
function byReplicate(points: readonly (readonly Replicates[])[], size: number): number[][][] {
  return Array.from({ length: size }, (_, replicate) => points.map((axes) => axes.map((axis) => axis[replicate] as number)));
}

/** Every pair, in the order given. */
function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one, i) => items.slice(i + 1).map((other): [T, T] => [one, other]));
}
