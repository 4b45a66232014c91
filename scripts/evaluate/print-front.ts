import type { Interval } from '../../src/packs/fields.ts';
import type { Front } from '../../src/packs/front.ts';
import type { Pack } from '../../src/packs/pack.ts';

/** Prints a front: corners and centre of every policy, then the indicators. */
export function printFront(front: Front, pack: Pack): void {
  const cell = ({ mean, low, high }: Interval) => `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  const scores = [...pack.rewards, 'guard'];
  for (const { id, points } of front.policies) {
    const shown = points.filter(({ weights }) => weights.length === 0 || weights.includes(1) || new Set(weights).size === 1);
    console.log(`\n${id}`);
    console.table(
      Object.fromEntries(
        shown.map(({ weights, rewards, twins, kl, nll, finished }) => [
          weights.map((weight) => weight.toFixed(2)).join(' ') || 'base',
          {
            ...Object.fromEntries(scores.map((score) => [score, cell(rewards[score] as Interval)])),
            ...Object.fromEntries(Object.entries(twins).map(([twin, interval]) => [twin, interval.mean.toFixed(3)])),
            kl: kl.mean.toFixed(2),
            nll: nll.mean.toFixed(2),
            finished: finished.toFixed(2),
          },
        ]),
      ),
    );
  }
  console.log(`\nhypervolumes above the reference (${front.reference.map((value) => value.toFixed(4)).join(', ')})`);
  console.table(
    Object.fromEntries(
      front.policies.flatMap(({ id, indicators }) =>
        indicators
          ? [
              [
                id,
                {
                  all: cell(indicators.hypervolume),
                  ...Object.fromEntries(Object.entries(indicators.edges).map(([edge, interval]) => [edge, cell(interval)])),
                  ...Object.fromEntries(Object.entries(indicators.steerability).map(([reward, rho]) => [`rho ${reward}`, rho.toFixed(3)])),
                },
              ],
            ]
          : [],
      ),
    ),
  );
  for (const { policy, less, hypervolume } of front.comparisons) {
    console.log(`hypervolume of ${policy} less that of ${less}: ${cell(hypervolume)}`);
  }
}
