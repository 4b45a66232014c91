/** From a text's scores to its bars. */
import type { RewardBar } from '../../charts/reward-bars.tsx';
import type { Scores } from '../state/run.ts';
import type { Tiller } from '../state/tiller.ts';

/** The rewards of the pack alone, for texts that are shown small. */
export function rewardBarsOf({ pack, rewards }: Pick<Tiller, 'pack' | 'rewards'>, scores: Scores, measuring = false): RewardBar[] {
  return rewards.map(({ id, label, range, formula }) => ({
    ...{ id, label, range, detail: formula, value: scores[id], base: pack.calibration[id]?.mean },
    waiting: measuring && !(id in scores),
  }));
}

/** With what stands beside them: what a learned reward stands for, and the guard against hacks. */
export function barsOf(tiller: Pick<Tiller, 'pack' | 'rewards' | 'golden' | 'guard'>, scores: Scores, measuring: boolean): RewardBar[] {
  const { pack, golden, guard } = tiller;
  const beside = [...golden.map((reward) => ({ ...reward, label: `${reward.label} (golden)` })), guard];
  return [
    ...rewardBarsOf(tiller, scores, measuring),
    ...beside.map(({ id, label, range, formula }) => ({
      ...{ id, label, range, detail: formula, value: scores[id], base: id === guard.id ? undefined : pack.calibration[id]?.mean },
      colour: 'var(--ink-3)',
    })),
  ];
}
