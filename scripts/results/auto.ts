/** How good the proposed weightings of a pack are, from what models/auto.py wrote. */
import * as v from 'valibot';
import { AutoSchema } from '../../src/packs/auto.ts';
import { Count, Finite, MeanSchema, Text } from '../../src/packs/fields.ts';
import { table, withInterval } from './markdown.ts';
import type { PackResults } from './read-results.ts';

const JudgedSchema = v.object({
  prompts: Count,
  proposed: MeanSchema,
  centre: MeanSchema,
  same: MeanSchema,
  best: MeanSchema,
  aboveCentre: MeanSchema,
  aboveSame: MeanSchema,
});

/** models/runs/<pack>/auto.json. */
export const AutoRecordSchema = v.object({
  format: v.literal('tiller-auto/1'),
  pack: Text,
  commit: Text,
  seed: Count,
  /** Training prompts. */
  prompts: Count,
  /** What cross-validation chose. */
  penalty: v.union([Finite, v.literal('same for all')]),
  /** Mean of what the head was taught. */
  targets: v.array(Finite),
  head: v.omit(AutoSchema, ['judged']),
  pool: JudgedSchema,
  measured: v.object({ ...JudgedSchema.entries, policy: Text }),
  /** For the held-out prompts. */
  proposals: v.array(v.object({ prompt: Text, weights: v.array(Finite) })),
});
export type AutoRecord = v.InferOutput<typeof AutoRecordSchema>;

/** Undefined where the pack has no head. */
export function autoPart({ pack, auto }: PackResults): string | undefined {
  if (!auto) return undefined;
  const { policy } = auto.measured;
  const label = pack.policies.find(({ id }) => id === policy)?.label ?? policy;
  const rows = (
    [
      [`the optimum over the pool, ${auto.pool.prompts} training prompts, each out of its fold`, auto.pool],
      [`${label}’s answers, ${auto.measured.prompts} held-out prompts`, auto.measured],
    ] as const
  ).map(([name, judged]) => [
    name,
    ...[judged.proposed, judged.centre, judged.same, judged.best, judged.aboveCentre, judged.aboveSame].map((interval) =>
      withInterval(interval, 2),
    ),
  ]);
  const head = [
    'least reward, in standard deviations',
    'proposed',
    'always the centre',
    'always the same',
    'best for the prompt',
    'proposed less centre',
    'proposed less the same',
  ];
  const { aboveCentre, aboveSame } = auto.measured;
  const verdict =
    aboveCentre.low > 0
      ? `On held-out prompts proposals beat the centre${aboveSame.low > 0 ? ', and always the same too' : '; that they beat always the same is not shown'}.`
      : `On held-out prompts proposals ${aboveCentre.high < 0 ? 'are worse than' : 'are not shown to beat'} always the centre.`;
  const chosen = auto.penalty === 'same for all' ? 'Cross-validation chose the head that proposes the same for every prompt.' : '';
  return [
    `**Auto**: what a head on the base’s state of the prompt proposes ([auto](methods/auto.md)). It was taught the weighting with the best least reward by the pool; on average (${auto.targets.map((weight) => weight.toFixed(2)).join(', ')}). “Always the same” is that average. The best for the prompt knows its answers, and where there is one answer a weighting is too good. Seed ${auto.seed}, commit ${auto.commit.slice(0, 10)}.`,
    table(head, rows),
    `${verdict} ${chosen}`.trim(),
  ].join('\n\n');
}
