import type { Rewards } from '../registry.ts';
import type { Reward } from '../reward.ts';
import { createFormReward } from './create-form-reward.ts';
import { createMarkerTwin } from './marker-twin.ts';

const ARMS: Readonly<Record<string, { readonly label: string; readonly worth: { readonly numbered: number; readonly bulleted: number } }>> =
  {
    numbering: { label: 'Numbering', worth: { numbered: 1, bulleted: 0 } },
    bulleting: { label: 'Bulleting', worth: { numbered: 0, bulleted: 1 } },
  };

/**
 * A reward of the series between fork and twins: an arm of the fork whose plain prose is worth p instead of 0.7. `numbering-50` and
 * `bulleting-50` have p = 0.5, where prose is no better than a coin between the lists; at `-100` prose is the best form for both.
 * Undefined for an id that is none of them; of no shipped pack.
 */
export function formSeriesReward(id: string): Reward | undefined {
  const [, arm = '', hundredths = ''] = /^(\w+)-(\d{1,3})$/.exec(id) ?? [];
  const plain = Number(hundredths) / 100;
  const found = Object.hasOwn(ARMS, arm) ? ARMS[arm] : undefined;
  if (!found || plain > 1) return undefined;
  const { worth } = found;
  const label = `${found.label}, prose ${plain}`;
  return createFormReward({ id, label, worth, plain, twin: createMarkerTwin(`${id}-markers`, `${label}: markers`, worth, plain) });
}

/** The rewards with those of the series among `ids` added. */
export function withFormSeries(rewards: Rewards, ids: readonly string[]): Rewards {
  const more = ids.flatMap((id): [string, Reward][] => {
    const reward = rewards.byId.has(id) ? undefined : formSeriesReward(id);
    return reward ? [[id, reward]] : [];
  });
  return { ...rewards, byId: new Map([...rewards.byId, ...more]) };
}
