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
  /** Of the sample itself, then of every resample. */
  policies: v.record(v.string(), v.object({ hypervolumeShare: Replicates, regret: Replicates })),
});
export type PackReplicates = v.InferOutput<typeof ReplicatesSchema>;

/** Of these policies; undefined when one was not measured on the whole grid, or nothing was trained at single weightings. */
export function packReplicates({ front, statistics }: BuiltFront, policies: readonly string[]): PackReplicates | undefined {
  const { pack, prompts } = front;
  const box = boxOf(front);
  const entries = policies.flatMap((id) => {
    const { hypervolume, regret } = statistics.get(id) ?? {};
    if (!hypervolume || !regret) return [];
    return [[id, { hypervolumeShare: hypervolume.map((volume) => rounded(volume / box)), regret: regret.map(rounded) }] as const];
  });
  return entries.length === policies.length ? { pack, prompts: [...prompts], policies: Object.fromEntries(entries) } : undefined;
}

/** Volume between the reference point and the best single-reward means: 1 of a hypervolume that packs can share. */
export function boxOf({ reference, scale = [] }: Pick<Front, 'reference' | 'scale'>): number {
  return scale.reduce((volume, [, high], i) => volume * (high - (reference[i] as number)), 1);
}
