/** The rewards of a pack: found in the catalog, and what they say of a text. */
import type { Pack } from '../../packs/pack.ts';
import { engineRewards, type Rewards } from '../../rewards/registry.ts';
import type { EngineMeasure, EngineReward, Reward, RewardInput } from '../../rewards/reward.ts';

/** A reward that text decides, or one that the engine measures. */
export type PackReward = Reward | EngineReward;

export interface PackRewards {
  /** In the order of the weights. */
  readonly rewards: readonly PackReward[];
  /** What a learned reward stands for: no slider weighs it, every text is scored with it. */
  readonly golden: readonly Reward[];
  readonly guard: Rewards['guard'];
  /** Ids of the rewards that text decides, golden ones too, and 'guard', to scores. */
  score(input: RewardInput): Readonly<Record<string, number>>;
  /** The rewards among them that only the engine can measure. */
  readonly engineRewards: { readonly ids: readonly string[]; read(measure: EngineMeasure): Readonly<Record<string, number>> };
}

/** @throws Error when the pack names a reward that is not in the catalog. */
export function packRewards(pack: Pick<Pack, 'rewards' | 'golden'>, { byId, guard }: Rewards): PackRewards {
  const rewards = pack.rewards.map((id): PackReward => {
    const reward = byId.get(id) ?? engineRewards.get(id);
    const known = [...byId.keys(), ...engineRewards.keys()];
    if (!reward) throw new Error(`pack.json: field rewards: expected one of ${known.join(', ')}, got ${id}`);
    return reward;
  });
  const golden = (pack.golden ?? []).flatMap((id) => byId.get(id) ?? []);
  const byText = [...rewards, ...golden].filter((reward) => 'score' in reward);
  const byEngine = rewards.filter((reward): reward is EngineReward => !('score' in reward));
  return {
    rewards,
    golden,
    guard,
    score: (input) =>
      Object.fromEntries([...byText.map((reward) => [reward.id, reward.score(input)] as const), ['guard', guard.score(input)] as const]),
    engineRewards: {
      ids: byEngine.map(({ id }) => id),
      read: (measure) =>
        Object.fromEntries(
          byEngine.flatMap((reward) => {
            const value = reward.read(measure);
            return value === undefined ? [] : [[reward.id, value]];
          }),
        ),
    },
  };
}
