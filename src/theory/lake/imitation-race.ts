/** SFT, IFT and RL on one lake, side by side: the same demonstrations for the first two, walks of its own for the third. */
import { createRng } from '../../math/rng.ts';
import { bootstrapMean, type Interval, mean } from '../../math/statistics.ts';
import type { Trainable, TrainingRun } from '../trainable.ts';
import { createLake, LAKE_MAPS, type LakePolicy } from './frozen-lake.ts';
import { createImitator, type Intuition, PLAIN } from './imitation.ts';
import { policyOf } from './lake-logits.ts';
import { createPolicyGradient } from './policy-gradient.ts';
import { successRate } from './success-rate.ts';
import { solveLake } from './value-iteration.ts';
import { careless, demonstrations } from './walk.ts';

export const RACERS = ['sft', 'ift', 'rl'] as const;
export type Racer = (typeof RACERS)[number];

/** How often the demonstrator steps any way instead of the best one. */
export const DEMONSTRATOR_CARELESSNESS = 0.1;

/** Walks that RL takes at each step of training, in each repetition. */
export const WALKS_PER_STEP = 16;

export interface ImitationRaceConfig extends Intuition {
  readonly map: keyof typeof LAKE_MAPS;
  readonly slippery: boolean;
  /** Demonstrated walks per repetition. */
  readonly demonstrations: number;
  /** Independent repetitions, each with its own demonstrations and walks; default 8. */
  readonly replicas?: number;
  /** Default 300. */
  readonly steps?: number;
}

/** Success is the exact probability that a walk from the start reaches the goal within the lake's horizon. */
export interface ImitationRaceSnapshot {
  /** The step at each point of the curves. */
  readonly at: readonly number[];
  /** Mean success over the repetitions, at the steps of `at`. */
  readonly curves: Readonly<Record<Racer, readonly number[]>>;
  /** Success now, with its 95 % interval over the repetitions. */
  readonly success: Readonly<Record<Racer, Interval>>;
  /** Mean success now when each policy takes its likeliest step instead of drawing one: what it knows, without its doubts. */
  readonly greedy: Readonly<Record<Racer, number>>;
  /** IFT minus SFT, paired: both learn from the same walks. */
  readonly gain: Interval;
  /** Success of value iteration's policy. */
  readonly oracle: number;
  /** Policies of the first repetition, probabilities[state][action]. */
  readonly policies: Readonly<Record<Racer, readonly (readonly number[])[]>>;
  /** Cells that the first repetition's demonstrations stand on. */
  readonly demonstrated: readonly number[];
  /** Walks that RL has taken in each repetition. */
  readonly episodes: number;
}

/** The curves hold at most this many points; when they are full, every second one is dropped. */
const MAX_POINTS = 160;

export const imitationRace: Trainable<ImitationRaceConfig, ImitationRaceSnapshot> = {
  create(config, seed): TrainingRun<ImitationRaceSnapshot> {
    if (!(config.demonstrations >= 1)) throw new RangeError(`${config.demonstrations} demonstrations: expected at least 1`);
    const lake = createLake(LAKE_MAPS[config.map], config.slippery);
    const best = solveLake(lake).policy;
    const demonstrator = careless(best, DEMONSTRATOR_CARELESSNESS);
    const replicas = Array.from({ length: config.replicas ?? 8 }, (_, i) => {
      const random = createRng(seed + 7919 * i);
      const walks = demonstrations(lake, demonstrator, config.demonstrations, random);
      return {
        walks,
        learners: {
          sft: createImitator(lake, walks, PLAIN),
          ift: createImitator(lake, walks, config),
          rl: createPolicyGradient(lake, seed + 7919 * i, { batch: WALKS_PER_STEP, learningRate: 4 }),
        },
      };
    });
    const measure = () => each((racer) => replicas.map(({ learners }) => successRate(lake, policyOf(learners[racer].logits))));
    const points: { at: number; means: Readonly<Record<Racer, number>> }[] = [];
    let taken = 0;
    let every = 2;
    let rates = measure();
    const note = () => {
      rates = measure();
      const last = rates;
      points.push({ at: taken, means: each((racer) => mean(last[racer])) });
      if (points.length <= MAX_POINTS) return;
      every *= 2;
      points.splice(0, points.length, ...points.filter(({ at }) => at % every === 0));
    };
    note();
    return {
      step() {
        for (const { learners } of replicas) for (const racer of RACERS) learners[racer].step();
        taken += 1;
        if (taken % every === 0) note();
      },
      snapshot() {
        const first = replicas[0] as (typeof replicas)[number];
        return {
          at: points.map(({ at }) => at),
          curves: each((racer) => points.map(({ means }) => means[racer])),
          success: each((racer) => bootstrapMean(rates[racer], { seed: 1, resamples: 500 })),
          greedy: each((racer) => mean(replicas.map(({ learners }) => successRate(lake, likeliest(policyOf(learners[racer].logits)))))),
          gain: bootstrapMean(
            rates.ift.map((rate, i) => rate - (rates.sft[i] as number)),
            { seed: 1, resamples: 500 },
          ),
          oracle: successRate(lake, best),
          policies: each((racer) => policyOf(first.learners[racer].logits)),
          demonstrated: [...new Set(first.walks.flatMap(({ states }) => states))],
          episodes: taken * WALKS_PER_STEP,
        };
      },
      get finished() {
        return taken >= (config.steps ?? 300);
      },
    };
  },
};

/** All probability on the first of the likeliest actions. */
function likeliest(policy: LakePolicy): number[][] {
  return policy.map((row) => {
    const best = row.indexOf(Math.max(...row));
    return row.map((_, action) => Number(action === best));
  });
}

function each<T>(value: (racer: Racer) => T): Record<Racer, T> {
  return { sft: value('sft'), ift: value('ift'), rl: value('rl') };
}
