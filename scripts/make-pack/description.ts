/** models/runs/<pack>/policies.json and replicas.json: which policies a pack has, in words that a person writes. */
import * as v from 'valibot';
import { normalise } from '../../src/math/simplex.ts';
import { type Pack, PolicySchema } from '../../src/packs/pack.ts';
import { DefinitionsSchema } from '../../src/rewards/own/definition.ts';

const Name = v.pipe(v.string(), v.minLength(1));

const PolicyDescription = v.strictObject({
  id: Name,
  method: PolicySchema.entries.method,
  label: Name,
  /** Slot ids; a PEFT folder of the same name each. */
  shared: v.optional(Name),
  /** One a reward, null where the base stands for the axis. */
  rewards: v.optional(v.array(v.nullable(Name)), []),
  points: PolicySchema.entries.points,
  options: PolicySchema.entries.options,
  /** Names of the logs (log-<name>.jsonl) of the training that this policy needs; its own id unless told: MOD needs the experts of Rewarded Soups. */
  trained: v.optional(v.array(Name)),
  /**
   * The folder of its slots' folders, or of a run's exports of them (`adapters-*`, the last counts), from the repository's root; the published
   * ones unless told. Its slots are then named `<id>/<slot>`.
   */
  from: v.optional(Name),
});
export type PolicyDescription = v.InferOutput<typeof PolicyDescription>;

export const DescriptionSchema = v.strictObject({
  label: Name,
  task: Name,
  golden: v.optional(v.array(Name)),
  /** Rewards of the pack's own, as data. */
  definitions: v.optional(DefinitionsSchema),
  rewardModel: v.optional(v.strictObject({ slot: Name, reward: Name })),
  policies: v.pipe(v.array(PolicyDescription), v.minLength(1)),
});
export type Description = v.InferOutput<typeof DescriptionSchema>;

/** Policies that are measured and not served: other training seeds (`clp-s2`, the second of the family `clp`), and variants of served ones. */
export const ReplicasSchema = v.strictObject({ policies: v.pipe(v.array(PolicyDescription), v.minLength(1)) });

/** `clp-s2` belongs to the family `clp`. */
export function familyOf(policy: string): string {
  return policy.replace(/-s\d+$/, '');
}

/** A described policy as pack.json has it, without its training; weights sum to 1, however thirds were written. */
export function describedPolicy({
  id,
  method,
  label,
  shared,
  rewards,
  points,
  options,
  from,
}: PolicyDescription): Pack['policies'][number] {
  const named = <T extends string | null>(slot: T) => (from === undefined || slot === null ? slot : (`${id}/${slot}` as T));
  return {
    id,
    method,
    label,
    slots: { ...(shared === undefined ? {} : { shared: named(shared) }), rewards: rewards.map(named) },
    ...(points ? { points: points.map(({ weights, slot }) => ({ weights: normalise(weights), slot: named(slot) })) } : {}),
    ...(options ? { options } : {}),
  };
}

/** A slot's adapter: where its folder lies. */
export interface NamedSlot {
  readonly id: string;
  /** The folder that it comes from; the published ones when absent. */
  readonly from: string | undefined;
  /** Name of its folder. */
  readonly folder: string;
}

/** The adapters that these policies name, each once, in the order of their first use. */
export function namedSlots(policies: readonly PolicyDescription[], rewardModel?: { readonly slot: string }): NamedSlot[] {
  const slots = policies.flatMap(({ id, shared, rewards, points = [], from }) =>
    [shared, ...rewards, ...points.map(({ slot }) => slot)].flatMap((folder) =>
      folder === undefined || folder === null ? [] : [{ id: from === undefined ? folder : `${id}/${folder}`, from, folder }],
    ),
  );
  if (rewardModel) slots.push({ id: rewardModel.slot, from: undefined, folder: rewardModel.slot });
  return [...new Map(slots.map((slot) => [slot.id, slot])).values()];
}
