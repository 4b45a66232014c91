/** Goodhart curves as comma-separated values, one row a policy and step. */
import { csv } from './export/csv.ts';
import { type GoodhartCurve, type GoodhartReward, meanOf } from './goodhart-data.ts';

/** Columns: policy, kl_price, step, kl (nats an answer), then mean, low and high of each reward. */
export function goodhartCsv(rewards: readonly GoodhartReward[], policies: readonly GoodhartCurve[]): string {
  const head = ['policy', 'kl_price', 'step', 'kl', ...rewards.flatMap(({ id }) => [id, `${id}_low`, `${id}_high`])];
  const rows = policies.flatMap(({ id, klPrice, steps }) =>
    steps.map((step) => [
      id,
      klPrice,
      step.step,
      step.kl,
      ...rewards.flatMap((reward) => {
        const { mean, low, high } = meanOf(step, reward.id);
        return [mean, low, high];
      }),
    ]),
  );
  return csv([head, ...rows]);
}
