/** From the pack's files and the panes to what the front chart draws. */

import { klAxis } from '../../charts/chart-axes.ts';
import type { ChartAxis, ChartPolicy, ChartReward, LivePoint } from '../../charts/chart-data.ts';
import { klAxisLabel, rewardColour } from '../../charts/looks.tsx';
import { markerVariant } from '../../charts/marker.tsx';
import { findMethod } from '../../methods/registry.ts';
import type { Front } from '../../packs/front.ts';
import type { Policy } from '../../packs/pack.ts';
import type { Scores } from '../state/run.ts';

/** Every measured policy of the pack, in its order; the KL stands among the rewards of a point, as an axis may show it. */
export function frontPolicies(front: Front | undefined, policies: readonly Policy[]): ChartPolicy[] {
  return policies.flatMap(({ id, method, label }) => {
    const points = front?.policies.find((policy) => policy.id === id)?.points ?? [];
    if (points.length === 0) return [];
    return {
      id,
      method,
      variant: markerVariant(policies, id),
      label,
      apart: findMethod(method).steers === 'at its points',
      points: points.map((point) => ({ ...point, rewards: { ...point.rewards, [klAxis]: point.kl } })),
    };
  });
}

/** The usual fronts: those of the panes, and what the others are judged by: the base, and what was trained at one weighting. */
export function isUsualFront({ id, method, apart }: ChartPolicy, panes: readonly { readonly policy: string }[]): boolean {
  return method === 'base' || (apart ?? false) || panes.some((pane) => pane.policy === id);
}

/** @throws RangeError when the pack has no such axis. */
export function chartAxis(id: string, rewards: readonly ChartReward[], policies: readonly ChartPolicy[]): ChartAxis {
  if (id === klAxis) {
    const highest = Math.max(1, ...policies.flatMap(({ points }) => points.map((point) => point.kl?.high ?? 0)));
    return { id, label: klAxisLabel, range: [0, highest], better: 'lower', colour: 'var(--ink-2)' };
  }
  const index = rewards.findIndex((reward) => reward.id === id);
  const reward = rewards[index];
  if (!reward) throw new RangeError(`axis ${id}: expected one of ${rewards.map((one) => one.id).join(', ')}, ${klAxis}`);
  return { ...reward, better: 'higher', colour: rewardColour(index) };
}

/** The text of a pane as a point; one text's KL is estimated by its own log-ratio, which is minus its closeness. @param beyond Made off the simplex. */
export function livePoint(
  policy: Policy,
  variant: number,
  pane: { readonly id: string; readonly name: string },
  scores: Scores,
  beyond = false,
): LivePoint {
  const { closeness } = scores;
  const rewards = closeness === undefined ? scores : { ...scores, [klAxis]: 0 - closeness };
  return { id: pane.id, label: pane.name, method: policy.method, variant, rewards, beyond };
}
