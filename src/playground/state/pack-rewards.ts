/** The rewards of a pack: found in the catalog, and what they say of a text. */
import type { Pack } from '../../packs/pack.ts';
import type { OwnReward } from '../../rewards/own/create.ts';
import { type Definition, isTextDefinition, type TextDefinition } from '../../rewards/own/definition.ts';
import { learnedWords } from '../../rewards/own/describe-learned.ts';
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

/**
 * @param rewards Of the registry, and those that the pack defines (`withDefinitions`).
 * @param onFault Told once of each own reward that cannot score an answer, in one sentence; such an answer counts as the lowest.
 * @throws Error when the pack names a reward that is not in the catalog.
 */
export function packRewards(
  pack: Pick<Pack, 'rewards' | 'golden' | 'definitions'>,
  { byId, guard }: Rewards,
  onFault: (sentence: string) => void = () => undefined,
): PackRewards {
  const learned = new Map(
    (pack.definitions ?? []).flatMap((one) => (isTextDefinition(one) ? [] : [[one.id, measuredByBase(one)] as const])),
  );
  const rewards = pack.rewards.map((id): PackReward => {
    const reward = byId.get(id) ?? engineRewards.get(id) ?? learned.get(id);
    const known = [...byId.keys(), ...engineRewards.keys(), ...learned.keys()];
    if (!reward) throw new Error(`pack.json: field rewards: expected one of ${known.join(', ')}, got ${id}`);
    return reward;
  });
  const golden = (pack.golden ?? []).flatMap((id) => byId.get(id) ?? []);
  const byText = [...rewards, ...golden].filter((reward): reward is OwnReward => 'score' in reward);
  const byEngine = rewards.filter((reward): reward is EngineReward => !('score' in reward));
  const told = new Set<string>();
  const tell = ({ id, range, fault }: OwnReward, input: RewardInput) => {
    const sentence = told.has(id) ? undefined : fault?.(input);
    if (sentence === undefined) return;
    told.add(id);
    onFault(`${sentence}. An answer that it cannot score counts as ${range[0]}.`);
  };
  return {
    rewards,
    golden,
    guard,
    score(input) {
      for (const reward of byText) tell(reward, input);
      return Object.fromEntries([
        ...byText.map((reward) => [reward.id, reward.score(input)] as const),
        ['guard', guard.score(input)] as const,
      ]);
    },
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

/** A reward that the base's own states or answers decide: no policy's probabilities do (own-measures.ts asks for it). */
function measuredByBase({ id, label, kind }: Exclude<Definition, TextDefinition>): EngineReward {
  return { id, label, ...learnedWords[kind], range: [0, 1], read: () => undefined };
}
