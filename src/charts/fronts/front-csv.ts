/** The fronts, measured and swept, as comma-separated values, one row a point. */
import type { ChartPolicy, ChartReward } from '../chart-data.ts';
import { csv } from '../export/csv.ts';

/**
 * Columns: policy, method, weight of each reward, then mean, low and high of each reward, KL (nats per answer) and share of ended answers.
 * Where there are points of a sweep, also of how many texts they are; a measured point leaves that empty.
 */
export function frontCsv(rewards: readonly ChartReward[], policies: readonly ChartPolicy[]): string {
  const swept = policies.some((policy) => policy.swept);
  const head = [
    'policy',
    'method',
    ...rewards.map(({ id }) => `weight_${id}`),
    ...rewards.flatMap(({ id }) => [id, `${id}_low`, `${id}_high`]),
    'kl',
    'finished',
    ...(swept ? ['sweep_texts'] : []),
  ];
  const rows = policies.flatMap(({ id, method, points }) =>
    points.map((point) => [
      id,
      method,
      ...rewards.map((_, i) => point.weights[i]),
      ...rewards.flatMap((reward) => {
        const interval = point.rewards[reward.id];
        return [interval?.mean, interval?.low, interval?.high];
      }),
      point.kl?.mean,
      point.finished,
      ...(swept ? [point.texts] : []),
    ]),
  );
  return csv([head, ...rows]);
}
