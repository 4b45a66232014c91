/** A reward fitted from preferences with the agent's own preference, beside one fitted without, on the same comparisons. */
import { bootstrapMean, type Interval, mean } from '../../math/statistics.ts';
import type { Trainable, TrainingRun } from '../trainable.ts';
import { createRewardFit } from './fitted-reward.ts';
import { careless, createGarden, returnOf, softPolicy, visits } from './garden.ts';

export interface RebelConfig {
  /** Weight of the agent's preference; 0 makes both fits the same. Below 0 the agent's own choices count against themselves. */
  readonly agent: number;
  /** Comparisons per repetition. */
  readonly pairs: number;
  /** Default 80. */
  readonly steps?: number;
}

/** One way to fit, over all repetitions. */
export interface FitCurves {
  /** True return of the policy at each step, the mean over repetitions. */
  readonly truth: readonly number[];
  /**
   * What the fitted reward says of the policy at each step, in standard units: 0 is its mean over the cells of careless walks, 1 one standard
   * deviation above, a step of the walk. A reward has no scale of its own, so its sum would say nothing.
   */
  readonly proxy: readonly number[];
  /** What the fitted reward now says of the truly best policy, in the same units: below `proxy`, the fit is over-optimised. */
  readonly proxyOfBest: number;
  /** True return now, with its 95 % interval over the repetitions. */
  readonly now: Interval;
  /** Expected visits of each cell, the first repetition's. */
  readonly visits: readonly number[];
  /** Fitted reward of each cell in the same standard units, the first repetition's. */
  readonly rewards: readonly number[];
}

export interface RebelSnapshot {
  readonly plain: FitCurves;
  readonly agent: FitCurves;
  /** True return of the second minus the first, paired by repetition. */
  readonly gain: Interval;
  /** True return of the best policy on the true reward (temperature 0.05), and of careless walks. */
  readonly best: number;
  readonly careless: number;
}

export const REBEL_REPLICAS = 5;
export const REBEL_TEMPERATURE = 0.6;

export const rebelTraining: Trainable<RebelConfig, RebelSnapshot> = {
  create({ agent, pairs, steps = 80 }, seed): TrainingRun<RebelSnapshot> {
    if (!Number.isFinite(agent)) throw new RangeError(`agent ${agent}: expected a finite number`);
    if (!(pairs >= 1)) throw new RangeError(`${pairs} pairs: expected at least 1`);
    const garden = createGarden();
    const reference = careless(garden);
    const usual = visits(garden, reference);
    const standard = (rewards: readonly number[]) => {
      const centre = returnOf(usual, rewards) / garden.horizon;
      const variance =
        returnOf(
          usual,
          rewards.map((reward) => (reward - centre) ** 2),
        ) / garden.horizon;
      return rewards.map((reward) => (reward - centre) / Math.sqrt(variance));
    };
    const ways = [0, agent].map((weight) => ({
      fits: Array.from({ length: REBEL_REPLICAS }, (_, i) =>
        createRewardFit(garden, reference, { pairs, agent: weight, temperature: REBEL_TEMPERATURE }, seed + 7919 * i),
      ),
      truth: [] as number[],
      proxy: [] as number[],
      now: [] as number[],
    }));
    const note = () => {
      for (const way of ways) {
        way.now = way.fits.map((fit) => returnOf(fit.counts(), garden.rewards));
        way.truth.push(mean(way.now));
        way.proxy.push(mean(way.fits.map((fit) => returnOf(fit.counts(), standard(fit.rewards)) / garden.horizon)));
      }
    };
    note();
    const bestVisits = visits(garden, softPolicy(garden, garden.rewards, 0.05));
    let taken = 0;
    const interval = (values: readonly number[]) => bootstrapMean(values, { seed: 1, resamples: 500 });
    return {
      step() {
        for (const { fits } of ways) for (const fit of fits) fit.step();
        taken += 1;
        note();
      },
      snapshot() {
        const [plain, other] = ways.map(({ fits, truth, proxy, now }): FitCurves => {
          const [first] = fits;
          return {
            truth: [...truth],
            proxy: [...proxy],
            proxyOfBest: mean(fits.map(({ rewards }) => returnOf(bestVisits, standard(rewards)) / garden.horizon)),
            now: interval(now),
            visits: [...(first?.counts() ?? [])],
            rewards: standard(first?.rewards ?? []),
          };
        }) as [FitCurves, FitCurves];
        const gains = ways[1]?.now.map((value, i) => value - (ways[0]?.now[i] as number)) ?? [];
        return {
          plain,
          agent: other,
          gain: interval(gains),
          best: returnOf(bestVisits, garden.rewards),
          careless: returnOf(usual, garden.rewards),
        };
      },
      get finished() {
        return taken >= steps;
      },
    };
  },
};
