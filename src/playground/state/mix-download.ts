/** One policy at the present weights as one PEFT adapter, for use elsewhere. */
import type { EnginePort } from '../../engine/engine-port.ts';
import type { SlotSource } from '../../lm/requests.ts';
import type { Steering, Weighting } from '../../methods/method.ts';
import { findMethod } from '../../methods/registry.ts';
import { writeBundle } from '../../packs/bundle.ts';
import { type Mix, mixFolder } from '../../packs/mix-card.ts';
import type { Pack, Policy } from '../../packs/pack.ts';

export interface MixBundle {
  readonly zip: Uint8Array<ArrayBuffer>;
  /** `voice-clp-0.5-0.3-0.2.zip`. */
  readonly name: string;
}

export interface MixRequest {
  readonly pack: Pack;
  readonly policy: Policy;
  readonly steering: Steering;
  /** Of the policy, as the engine takes them. */
  readonly slots: readonly SlotSource[];
  /** Labels, in the order of the weights. */
  readonly rewards: readonly string[];
  readonly weights: Weighting;
  readonly base: Mix['base'];
}

/** Why what a pane computes is no single adapter; undefined where it is one. */
export function mixRefusal({ rows }: Steering): string | undefined {
  const [row] = rows;
  if (!row || rows.length > 1) return `It mixes the logits of ${rows.length} passes, which no single adapter can do.`;
  if (row.system !== undefined) return 'Its weights are words in the prompt, which no adapter holds.';
  if (Object.values(row.coefficients).every((value) => value === 0)) return 'At these weights it is the base model itself.';
  return undefined;
}

/** The coefficients that are not 0, and of the slots those that they need. */
export function mixParts(
  { rows }: Steering,
  slots: readonly SlotSource[],
): { readonly slots: readonly SlotSource[]; readonly coefficients: Readonly<Record<string, number>> } {
  const coefficients = Object.fromEntries(Object.entries(rows[0]?.coefficients ?? {}).filter(([, value]) => value !== 0));
  const named = slots.filter(({ id }) => id in coefficients);
  const crossed = new Set(named.flatMap((slot) => ('cross' in slot ? [slot.cross.a, slot.cross.b] : [])));
  return { slots: slots.filter((slot) => named.includes(slot) || crossed.has(slot.id)), coefficients };
}

/** @throws Error of one sentence when the steering is no single adapter; EngineError when an adapter cannot be had. */
export async function exportPolicy(
  engine: Pick<EnginePort, 'exportMix'>,
  { pack, policy, steering, slots, rewards, weights, base }: MixRequest,
): Promise<MixBundle> {
  const refusal = mixRefusal(steering);
  if (refusal !== undefined) throw new Error(refusal);
  const parts = mixParts(steering, slots);
  const files = await engine.exportMix(parts);
  const { label, formula } = findMethod(policy.method);
  const named = Object.fromEntries(rewards.map((reward, i) => [reward, weights[i] ?? 0]));
  const soft = pack.slots.some((slot) => 'softTokens' in slot && slot.id in parts.coefficients);
  const mix = { base, pack, policy, method: { label, formula }, soft, weights: named, coefficients: parts.coefficients };
  const folder = mixFolder(mix, files);
  const at = weights.map((weight) => Number(weight.toFixed(2))).join('-');
  return { zip: writeBundle(folder), name: `${pack.id}-${policy.id}-${at}.zip` };
}
