/** models/runs/<pack>/optimum.json: how monotone the exact optimum of a pack's rewards is, beside which a policy's sliders are to be read. */
import * as v from 'valibot';
import { decimals, listed, table } from './markdown.ts';
import { leastSpearmanOnEdges, MONOTONE, type Reached, spearmanOfLevels, spearmanOver } from './sliders.ts';

const Finite = v.pipe(v.number(), v.finite());

/** What models/optimum.py writes. */
export const OptimumSchema = v.object({
  format: v.literal('tiller-optimum/1'),
  pack: v.string(),
  commit: v.string(),
  /** Of the pool. */
  seed: v.number(),
  prompts: v.number(),
  candidates: v.number(),
  prices: v.array(
    v.object({
      /** What a nat of KL costs, in units of the utility. */
      price: Finite,
      /** Mean over points and prompts, nats; 0 is uniform over a prompt's candidates. */
      kl: Finite,
      points: v.array(v.object({ weights: v.array(Finite), rewards: v.record(v.string(), Finite) })),
    }),
  ),
});
export type Optimum = v.InferOutput<typeof OptimumSchema>;

/** A table of Markdown: a row a price. @param rewards the pack's, in the order of its weights. */
export function optimumTable({ prices }: Optimum, rewards: readonly string[]): string {
  const rows = prices.map(({ price, kl, points }) => {
    const ofEveryReward = (rho: (reached: readonly Reached[], axis: number) => number) =>
      rewards.map((reward, axis) =>
        rho(
          points.map(({ weights, rewards: means }) => ({ weights, value: means[reward] ?? 0 })),
          axis,
        ),
      );
    const over = ofEveryReward(spearmanOver);
    return [
      String(price),
      decimals(kl, 2),
      listed(over, 2),
      listed(ofEveryReward(spearmanOfLevels), 2),
      listed(ofEveryReward(leastSpearmanOnEdges), 2),
      over.every((rho) => rho >= MONOTONE) ? 'yes' : 'no',
    ];
  });
  return table(
    ['price of a nat', 'KL, nats', `ρ of ${rewards.join(', ')}`, 'of levels', 'the least along edges', `ρ at least ${MONOTONE} everywhere`],
    rows,
  );
}
