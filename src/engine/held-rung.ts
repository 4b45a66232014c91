/** What the page keeps of a load, read back from where anybody could have written. */
import * as v from 'valibot';
import type { HeldRung } from './protocol.ts';

const Backend = v.picklist(['webgpu', 'wasm-threads', 'wasm']);

const HeldRungSchema = v.object({
  backend: Backend,
  gpu: v.exactOptional(v.object({ exact: v.boolean(), f16: v.boolean(), subgroups: v.boolean() })),
  machine: v.string(),
  rungs: v.array(
    v.object({
      backend: Backend,
      outcome: v.picklist(['chosen', 'refused', 'failed', 'slower']),
      reason: v.string(),
      msPerToken: v.exactOptional(v.pipe(v.number(), v.finite())),
    }),
  ),
});

/** The rung that held, or undefined for anything that is none: the ladder is climbed anew, which costs time and nothing else. */
export function readHeldRung(data: unknown): HeldRung | undefined {
  const { success, output } = v.safeParse(HeldRungSchema, data);
  return success ? output : undefined;
}
