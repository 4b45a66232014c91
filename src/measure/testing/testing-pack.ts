import type { Pack } from '../../packs/pack.ts';
import type { Rewards } from '../../rewards/registry.ts';
import type { Scorer } from '../../rewards/reward.ts';

/** A schema-valid pack of two rewards, and rewards that read their scores from the text (`0.5 0.25`), for tests of the evaluation. */
export const testingPack: Pack = {
  format: 'tiller-pack/1',
  id: 'testing',
  label: 'Testing',
  task: 'Tests',
  base: 'ab'.repeat(32),
  system: 'Answer.',
  maxTokens: 8,
  temperature: 0.8,
  rewards: ['first', 'second'],
  calibration: { first: { mean: 0, sd: 1 }, second: { mean: 0, sd: 1 } },
  slots: [
    { id: 'a', path: 'a', rank: 1 },
    { id: 'b', path: 'b', rank: 1 },
    { id: 's', path: 's', rank: 1 },
  ],
  policies: [
    { id: 'base', method: 'base', label: 'Base', slots: { rewards: [] } },
    { id: 'rs', method: 'rs', label: 'Rewarded Soups', slots: { rewards: ['a', 'b'] } },
    { id: 'clp', method: 'clp', label: 'CLP', slots: { shared: 's', rewards: ['a', 'b'] } },
    { id: 'single-first', method: 'single', label: 'First alone', slots: { rewards: ['a'] } },
  ],
  examples: ['p0'],
};

function scorer(id: string, read: (numbers: readonly number[]) => number): Scorer {
  return { id, label: id, formula: id, range: [0, 1], score: ({ text }) => read(text.split(' ').map(Number)) };
}

export const testingRewards: Rewards = {
  byId: new Map(
    ['first', 'second'].map((id, i) => [
      id,
      {
        ...scorer(id, (numbers) => numbers[i] ?? 0),
        hacks: [],
        terms: () => [],
        twin: scorer(`${id}-twin`, (numbers) => (numbers[i] ?? 0) / 2),
      },
    ]),
  ),
  guard: { ...scorer('guard', () => 0), hacks: [], terms: () => [] },
};
