/** From measured answers to front.json: means with intervals, the fixed reference point, indicators, samples. Pure. */
import type { Front, FrontPoint, FrontPolicy, Interval, Pack, Policy } from '../../src/engine/pack.ts';
import { hypervolume } from '../../src/math/hypervolume.ts';
import { bootstrap, mean, spearman } from '../../src/math/statistics.ts';
import type { Rewards } from '../../src/rewards/registry.ts';
import type { Answer, MeasuredPoint } from './measurement.ts';

/** Of every resampling, so that all intervals share their resamples of prompts. */
const BOOTSTRAP_SEED = 20_260_716;
const RESAMPLES = 2000;
/** Hypervolumes are dearer to resample. */
const FRONT_RESAMPLES = 1000;
/** The reference point lies this share of the range below the worst of the base and the single-reward corners. */
const REFERENCE_ROOM = 0.05;

export interface FrontInput {
  readonly pack: Pack;
  readonly rewards: Rewards;
  readonly prompts: readonly string[];
  readonly seeds: readonly number[];
  /** Prompts whose first answers are kept as samples. */
  readonly examples: readonly string[];
  readonly measurements: readonly MeasuredPoint[];
  readonly commit: string;
}

/** A measured point with what resampling needs: the mean over seeds of every reward, by prompt. */
interface Scored {
  readonly point: FrontPoint;
  /** [prompts][rewards]. */
  readonly byPrompt: readonly (readonly number[])[];
}

/** @throws Error when a measurement lacks a prompt, or the tuning split was not measured. */
export function buildFront(input: FrontInput): Front {
  const { pack, prompts, seeds, commit, measurements } = input;
  const reference = referencePoint(input);
  const policies = pack.policies.flatMap((policy): FrontPolicy[] => {
    const measured = measurements.filter((one) => one.policy === policy.id && one.split === 'held_out');
    if (measured.length === 0) return [];
    const scored = measured.map((one) => scorePoint(one, input));
    const points = scored.map(({ point }) => point);
    if (policy.method === 'base') return [{ id: policy.id, method: policy.method, points }];
    return [
      { id: policy.id, method: policy.method, points, indicators: indicators(policy, scored, reference, pack.rewards, prompts.length) },
    ];
  });
  return {
    format: 'tiller-front/1',
    pack: pack.id,
    base: pack.base,
    commit,
    seeds: [...seeds],
    prompts: [...prompts],
    reference,
    policies,
    comparisons: pairsOf(policies.filter(({ indicators }) => indicators !== undefined)).map(([one, other]) => ({
      policy: one.id,
      less: other.id,
      hypervolume: hypervolumeDifference(input, reference, one.id, other.id),
    })),
  };
}

/** Per reward: the lowest mean of the base and the single-reward corners on the tuning prompts, less 5 % of their range. */
function referencePoint({ pack, rewards, measurements }: FrontInput): number[] {
  const tuned = measurements.filter(({ split }) => split === 'tune');
  if (tuned.length === 0) throw new Error('no measurement of the tuning prompts, expected the base and the single-reward corners');
  return pack.rewards.map((id) => {
    const means = tuned.map(({ repeats }) => mean(repeats.flat().map((answer) => rewardOf(rewards, id).score(answer))));
    const lowest = Math.min(...means);
    return lowest - REFERENCE_ROOM * (Math.max(...means) - lowest);
  });
}

function scorePoint(measurement: MeasuredPoint, { pack, rewards, prompts, seeds, examples }: FrontInput): Scored {
  const { repeats, weights } = measurement;
  const answers = repeats.flat();
  const byPrompt = prompts.map((prompt) => answers.filter((answer) => answer.prompt === prompt));
  const short = byPrompt.findIndex((group) => group.length !== seeds.length);
  if (short >= 0) {
    throw new Error(
      `${measurement.policy} at [${weights.join(', ')}]: ${byPrompt[short]?.length} answers to '${prompts[short]}', expected ${seeds.length}`,
    );
  }
  const interval = (value: (answer: Answer) => number): Interval => {
    const values = byPrompt.map((group) => mean(group.map(value)));
    return bootstrap(values.length, (indices) => mean(indices.map((i) => values[i] as number)), {
      seed: BOOTSTRAP_SEED,
      resamples: RESAMPLES,
    });
  };
  const scorers = [...pack.rewards.map((id) => rewardOf(rewards, id)), rewards.guard];
  const rounded = (value: number) => Number(value.toFixed(4));
  const point: FrontPoint = {
    weights: [...weights],
    rewards: Object.fromEntries(scorers.map((scorer) => [scorer.id, interval((answer) => scorer.score(answer))])),
    twins: Object.fromEntries(
      pack.rewards.map((id) => rewardOf(rewards, id).twin).map((twin) => [twin.id, interval((answer) => twin.score(answer))]),
    ),
    kl: interval(({ kl }) => kl),
    nll: interval(({ nll }) => nll),
    finished: mean(answers.map(({ finished }) => Number(finished))),
    samples: examples.flatMap((prompt) =>
      (repeats[0] ?? [])
        .filter((answer) => answer.prompt === prompt)
        .map((answer) => ({
          prompt,
          seed: answer.seed,
          text: answer.text,
          finished: answer.finished,
          rewards: Object.fromEntries(scorers.map((scorer) => [scorer.id, rounded(scorer.score(answer))])),
        })),
    ),
  };
  return { point, byPrompt: rewardsByPrompt(measurement, { pack, rewards, prompts }) };
}

/** Mean over seeds of every reward, by prompt: [prompts][rewards]. */
function rewardsByPrompt(
  { repeats }: MeasuredPoint,
  { pack, rewards, prompts }: Pick<FrontInput, 'pack' | 'rewards' | 'prompts'>,
): number[][] {
  const scorers = pack.rewards.map((id) => rewardOf(rewards, id));
  return prompts.map((prompt) => {
    const group = repeats.flat().filter((answer) => answer.prompt === prompt);
    return scorers.map((scorer) => mean(group.map((answer) => scorer.score(answer))));
  });
}

function indicators(policy: Policy, scored: readonly Scored[], reference: readonly number[], rewards: readonly string[], prompts: number) {
  const all = rewards.map((_, i) => i);
  const edges = all.flatMap((i) => all.filter((j) => j > i).map((j): [number, number] => [i, j]));
  const onEdge = (i: number, j: number) => scored.filter(({ point }) => all.every((k) => k === i || k === j || point.weights[k] === 0));
  const weightOf = (i: number) => scored.map(({ point }) => point.weights[i] ?? 0);
  const rewardMeans = (id: string) => scored.map(({ point }) => (point.rewards[id] as Interval).mean);
  if (scored.some(({ point }) => point.weights.length !== rewards.length)) {
    throw new Error(`policy ${policy.id} was measured at a weighting of another length than ${rewards.length}`);
  }
  return {
    hypervolume: resampledHypervolume(scored, all, reference, prompts),
    edges: Object.fromEntries(
      edges.map(([i, j]) => [`${rewards[i]}+${rewards[j]}`, resampledHypervolume(onEdge(i, j), [i, j], reference, prompts)]),
    ),
    steerability: Object.fromEntries(rewards.map((id, i) => [id, scored.length > 1 ? spearman(weightOf(i), rewardMeans(id)) : 0])),
  };
}

type Table = readonly (readonly number[])[];

/** Hypervolume of points given as tables [prompts][rewards], in some rewards, averaged over a resample of prompts. */
function volumeOf(tables: readonly Table[], axes: readonly number[], reference: readonly number[], indices: readonly number[]): number {
  return hypervolume(
    tables.map((table) => axes.map((axis) => mean(indices.map((i) => table[i]?.[axis] as number)))),
    axes.map((axis) => reference[axis] as number),
  );
}

/** With its interval over prompts; all points are resampled together. */
function resampledHypervolume(scored: readonly Scored[], axes: readonly number[], reference: readonly number[], prompts: number): Interval {
  const tables = scored.map(({ byPrompt }) => byPrompt);
  return bootstrap(prompts, (indices) => volumeOf(tables, axes, reference, indices), { seed: BOOTSTRAP_SEED, resamples: FRONT_RESAMPLES });
}

/** Every pair, in the order given. */
function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one, i) => items.slice(i + 1).map((other): [T, T] => [one, other]));
}

/** Paired: both policies on the same resamples of prompts. */
function hypervolumeDifference(input: FrontInput, reference: readonly number[], one: string, other: string): Interval {
  const axes = input.pack.rewards.map((_, i) => i);
  const tablesOf = (id: string): Table[] =>
    input.measurements
      .filter(({ policy, split }) => policy === id && split === 'held_out')
      .map((measured) => rewardsByPrompt(measured, input));
  const a = tablesOf(one);
  const b = tablesOf(other);
  return bootstrap(input.prompts.length, (indices) => volumeOf(a, axes, reference, indices) - volumeOf(b, axes, reference, indices), {
    seed: BOOTSTRAP_SEED,
    resamples: FRONT_RESAMPLES,
  });
}

function rewardOf({ byId }: Rewards, id: string) {
  const reward = byId.get(id);
  if (!reward) throw new RangeError(`no reward ${id}, expected one of ${[...byId.keys()].join(', ')}`);
  return reward;
}
