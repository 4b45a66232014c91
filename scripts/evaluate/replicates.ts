/** models/runs/<pack>/replicates.json: what the bootstrap drew, so that two packs can be compared on the same resamples of the same prompts. */
import * as v from 'valibot';
import type { BuiltFront } from '../../src/measure/build-front.ts';
import { rounded } from '../../src/measure/resampling.ts';
import type { Front } from '../../src/packs/front.ts';

const Replicates = v.array(v.pipe(v.number(), v.finite()));

export const ReplicatesSchema = v.object({
  pack: v.string(),
  /** Every pack that is compared has the same, in the same order. */
  prompts: v.array(v.string()),
  /** Of the sample itself, then of every resample. Regret where something was trained at single weightings. */
  policies: v.record(v.string(), v.object({ hypervolumeShare: Replicates, regret: v.exactOptional(Replicates) })),
});
export type PackReplicates = v.InferOutput<typeof ReplicatesSchema>;

/** Of every policy that was measured on the whole grid. */
export function packReplicates({ front, statistics }: BuiltFront): PackReplicates {
  const box = boxOf(front);
  const policies = [...statistics].map(([id, { hypervolume, regret }]) => {
    const own = { hypervolumeShare: hypervolume.map((volume) => rounded(volume / box)) };
    return [id, regret ? { ...own, regret: regret.map(rounded) } : own] as const;
  });
  return { pack: front.pack, prompts: [...front.prompts], policies: Object.fromEntries(policies) };
}

/** `found` beside what `earlier` has of other policies. @throws Error when the two are of other prompts: their resamples are not the same. */
export function joinReplicates(found: PackReplicates, earlier: PackReplicates | undefined): PackReplicates {
  if (earlier && JSON.stringify(earlier.prompts) !== JSON.stringify(found.prompts))
    throw new Error(`the earlier replicates of ${found.pack} are of other prompts: their resamples are not the same`);
  return { ...found, policies: { ...earlier?.policies, ...found.policies } };
}

/** Volume between the reference point and the best single-reward means: 1 of a hypervolume that packs can share. */
export function boxOf({ reference, scale = [] }: Pick<Front, 'reference' | 'scale'>): number {
  return scale.reduce((volume, [, high], i) => volume * (high - (reference[i] as number)), 1);
}
