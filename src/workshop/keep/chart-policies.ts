/** From a measurement to what the charts draw. */
import { klAxis } from '../../charts/chart-axes.ts';
import type { ChartAxis, ChartPolicy, ChartReward } from '../../charts/chart-data.ts';
import { klAxisLabel, rewardColour } from '../../charts/looks.tsx';
import { markerVariant } from '../../charts/marker.tsx';
import type { LiveFront } from '../../measure/live-front.ts';
import { findMethod } from '../../methods/registry.ts';
import type { Front } from '../../packs/front.ts';
import type { Pack } from '../../packs/pack.ts';

/** Every measured policy in the pack's order, as the playground shows a measured front. */
export function frontPolicies({ policies }: Pack, front: Front): ChartPolicy[] {
  return policies.flatMap(({ id, method, label }) => {
    const points = front.policies.find((policy) => policy.id === id)?.points ?? [];
    if (points.length === 0) return [];
    const look = { id, method, variant: markerVariant(policies, id), label, apart: findMethod(method).steers === 'at its points' };
    return { ...look, points: points.map((point) => ({ ...point, rewards: { ...point.rewards, [klAxis]: point.kl } })) };
  });
}

/** The same of what is there so far: drawn open, as a sweep is. Weightings without an answer yet are left out. */
export function livePolicies({ policies }: Pack, live: LiveFront): ChartPolicy[] {
  return policies.flatMap(({ id, method, label }) => {
    const series = live.series.find((one) => one.series === id);
    const points = (series?.points ?? []).filter(({ ended }) => ended > 0);
    if (points.length === 0) return [];
    const look = {
      id,
      method,
      variant: markerVariant(policies, id),
      label,
      apart: findMethod(method).steers === 'at its points',
      swept: true,
    };
    return {
      ...look,
      points: points.map(({ weights, rewards, ended }) => {
        const kl = rewards[klAxis];
        return { weights, rewards, texts: ended, ...(kl ? { kl } : {}) };
      }),
    };
  });
}

/** An axis by its id: a reward of the pack, or the KL. */
export function chartAxis(id: string, rewards: readonly ChartReward[], policies: readonly ChartPolicy[]): ChartAxis {
  const index = rewards.findIndex((reward) => reward.id === id);
  const reward = rewards[index];
  if (reward) return { ...reward, better: 'higher', colour: rewardColour(index) };
  const highest = Math.max(1, ...policies.flatMap(({ points }) => points.map(({ kl }) => kl?.high ?? kl?.mean ?? 0)));
  return { id: klAxis, label: klAxisLabel, range: [0, highest], better: 'lower', colour: 'var(--ink-2)' };
}
