/** What of a pack's fields does not go together: a pack without a complaint can be opened, drawn and steered at every weighting. */
import { messageOf } from '../lm/errors.ts';
import { cornerWeighting, equalWeighting } from '../math/simplex.ts';
import { policySlots } from '../methods/policy-slots.ts';
import { findMethod } from '../methods/registry.ts';
import { type SteeredPolicy, steerPolicy } from '../methods/steer-policy.ts';
import { type Definition, definitionIds, isOwnId, isTextDefinition } from '../rewards/own/definition.ts';
import { type Auto, autoComplaint } from './auto.ts';
import { type Complaint, firstTwice } from './fields.ts';

interface CheckedPack {
  readonly system: string;
  readonly rewards: readonly string[];
  readonly calibration: Readonly<Record<string, unknown>>;
  readonly slots: readonly ({ readonly id: string } & (
    | { readonly path: string; readonly softTokens?: number }
    | { readonly cross: { readonly a: string; readonly b: string } }
  ))[];
  readonly rewardModel?: { readonly slot: string };
  readonly policies: readonly (SteeredPolicy & { readonly id: string })[];
  readonly golden?: readonly string[];
  readonly definitions?: readonly Definition[];
  readonly auto?: Auto;
  readonly examples: readonly string[];
}

/** Rewards whose value for the base is 0 by what they are: nothing is calibrated. */
const uncalibrated = new Set(['closeness']);

/** The first field that does not go with the others, or undefined. */
export function packComplaint(pack: CheckedPack): Complaint | undefined {
  return (
    repeated(pack) ??
    definitionsComplaint(pack) ??
    calibrationComplaint(pack) ??
    slotsComplaint(pack) ??
    autoComplaint(pack.auto, pack.rewards.length) ??
    first(pack.policies, (one, i) => policyComplaint(pack, one, i))
  );
}

function first<T>(items: readonly T[], complain: (item: T, index: number) => Complaint | undefined): Complaint | undefined {
  for (const [index, item] of items.entries()) {
    const complaint = complain(item, index);
    if (complaint) return complaint;
  }
  return undefined;
}

function repeated({ rewards, slots, policies, golden = [], examples }: CheckedPack): Complaint | undefined {
  const lists: readonly (readonly [string, readonly string[], string?])[] = [
    ['rewards', rewards],
    ['slots', slots.map(({ id }) => id), 'id'],
    ['policies', policies.map(({ id }) => id), 'id'],
    ['golden', golden],
    ['examples', examples],
  ];
  return first(lists, ([field, values, key]) => {
    const twice = firstTwice(values);
    if (!twice) return undefined;
    return { field: [field, twice.index, ...(key ? [key] : [])], expected: 'one that is not there before', got: twice.value };
  });
}

/** Every own reward that the pack names is defined in it, and no two scorers have one id. */
function definitionsComplaint({ rewards, golden = [], definitions = [] }: CheckedPack): Complaint | undefined {
  const ids = definitions.flatMap((definition, i) => definitionIds(definition).map((id) => ({ id, i })));
  const twice = firstTwice(ids.map(({ id }) => id));
  if (twice)
    return { field: ['definitions', ids[twice.index]?.i ?? 0, 'id'], expected: 'an id of its own, as of its twin', got: twice.value };
  const known = definitions.map(({ id }) => id).join(', ') || 'none';
  const undefinedIn = (field: string, list: readonly string[], fits: (definition: Definition) => boolean, expected: string) =>
    first(list, (id, i) => {
      const fitting = !isOwnId(id) || definitions.some((definition) => definition.id === id && fits(definition));
      return fitting ? undefined : { field: [field, i], expected, got: id };
    });
  return (
    undefinedIn('rewards', rewards, () => true, `a reward that is defined here (${known})`) ??
    undefinedIn('golden', golden, isTextDefinition, `a reward that is defined here (${known}) and that text decides`)
  );
}

function calibrationComplaint({ rewards, golden = [], calibration }: CheckedPack): Complaint | undefined {
  const missing = [...rewards, ...golden].find((reward) => !uncalibrated.has(reward) && !Object.hasOwn(calibration, reward));
  return missing === undefined ? undefined : { field: ['calibration', missing], expected: 'a mean and an sd', got: undefined };
}

function slotsComplaint({ slots, rewardModel }: CheckedPack): Complaint | undefined {
  const files = new Set(slots.flatMap((slot) => ('path' in slot && slot.softTokens === undefined ? [slot.id] : [])));
  const known = [...files].join(', ') || 'none';
  const crossed = first(slots, (slot, i) => {
    if (!('cross' in slot)) return undefined;
    const { a, b } = slot.cross;
    for (const [half, id] of [
      ['a', a],
      ['b', b],
    ] as const) {
      if (!files.has(id)) return { field: ['slots', i, 'cross', half], expected: `a LoRA with files (${known})`, got: id };
    }
    return slot.id === `${a}*${b}` ? undefined : { field: ['slots', i, 'id'], expected: `"${a}*${b}"`, got: slot.id };
  });
  if (crossed || rewardModel === undefined || files.has(rewardModel.slot)) return crossed;
  return { field: ['rewardModel', 'slot'], expected: `a LoRA with files (${known})`, got: rewardModel.slot };
}

function policyComplaint(pack: CheckedPack, policy: SteeredPolicy, index: number): Complaint | undefined {
  const field = ['policies', index] as const;
  const { method, slots, points } = policy;
  const count = pack.rewards.length;
  if (slots.rewards.length !== count && slots.rewards.length !== 0) {
    const expected = `${count} slots, one a reward`;
    return { field: [...field, 'slots', 'rewards'], expected, got: slots.rewards.length };
  }
  if (findMethod(method).steers === 'at its points' && !points)
    return { field: [...field, 'points'], expected: 'weights and slots', got: undefined };
  const off = first(points ?? [], ({ weights }, i) => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (weights.length === count && Math.abs(sum - 1) <= 1e-6) return undefined;
    return { field: [...field, 'points', i, 'weights'], expected: `${count} weights that sum to 1`, got: weights };
  });
  if (off) return off;
  const known = new Set(pack.slots.map(({ id }) => id));
  const missing = policySlots(policy).find((id) => !known.has(id));
  if (missing !== undefined) return { field: [...field, 'slots'], expected: 'ids of slots of this pack', got: missing };
  const soft = new Set(pack.slots.flatMap((slot) => ('path' in slot && slot.softTokens !== undefined ? [slot.id] : [])));
  const hard = findMethod(method).softTokens && policySlots(policy).find((id) => !soft.has(id));
  if (hard) return { field: [...field, 'slots'], expected: `ids of soft prompts, as ${method} mixes nothing else`, got: hard };
  return steeringComplaint(pack, policy, field);
}

/** The methods know best what they can be steered by: at the corners and the centre each is asked. */
function steeringComplaint({ system, rewards }: CheckedPack, policy: SteeredPolicy, field: Complaint['field']): Complaint | undefined {
  const weightings = [...rewards.map((_, i) => cornerWeighting(rewards.length, i)), equalWeighting(rewards.length)];
  for (const weights of weightings) {
    try {
      steerPolicy(policy, weights, { system, rewards });
    } catch (error) {
      return { field, expected: `what ${policy.method} can be steered by`, got: messageOf(error) };
    }
  }
  return undefined;
}
