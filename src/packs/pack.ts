/** Schemas of pack.json and packs.json, which `models/` writes and the app reads. */
import * as v from 'valibot';
import type { MethodOption, MethodOptions } from '../methods/options.ts';
import { methodIds, methods } from '../methods/registry.ts';
import { DefinitionsSchema } from '../rewards/own/definition.ts';
import { AutoSchema } from './auto.ts';
import { Count, consistent, Finite, firstTwice, Id, InnerPath, Sha256, SlotId, Text } from './fields.ts';
import { packComplaint } from './pack-complaint.ts';

const AtLeastOne = v.pipe(Count, v.minValue(1));
const Weight = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** The A of one slot with the B of another, for factor mixing; no file of its own. */
/** A soft prompt: `path` names a PEFT folder of prompt tuning, `softTokens` how many vectors it puts before a row's tokens. */
const softSlotSchema = (path: v.GenericSchema<string>) => v.strictObject({ id: SlotId, path, softTokens: AtLeastOne });

const CrossSlotSchema = v.strictObject({ id: SlotId, cross: v.strictObject({ a: SlotId, b: SlotId }), rank: AtLeastOne });

/** What a policy cost to train; equal totals make a comparison fair. */
const TrainingSchema = v.object({
  seed: Count,
  steps: Count,
  /** Tokens that the policy generated while training; the base's pool, the same for all policies, is apart. */
  generatedTokens: Count,
  rewardCalls: Count,
  minutes: v.pipe(Finite, v.minValue(0)),
  commit: Text,
  /** Of the files that the policy needs. */
  adapterBytes: v.optional(Count),
});

/** The options that the methods have, each of its own kind; a method reads its own and ignores the rest. */
const OptionsSchema = v.object(
  Object.fromEntries(methods.flatMap(({ option }) => (option ? [[option.name, v.exactOptional(optionSchema(option))]] : []))),
  // An exact optional field is absent or has a value; index signatures cannot say so.
) as v.GenericSchema<MethodOptions>;

function optionSchema(option: MethodOption): v.GenericSchema<number | string> {
  return option.kind === 'number'
    ? v.pipe(v.number(), v.minValue(-1000), v.maxValue(1000))
    : v.picklist(option.choices.map(({ id }) => id));
}

export const PolicySchema = v.object({
  id: Id,
  method: v.picklist(methodIds),
  label: Text,
  /** Slot ids; null where an axis has no slot and the base stands for it. */
  slots: v.object({ shared: v.optional(SlotId), rewards: v.array(v.nullable(SlotId)) }),
  /** Of a method that was trained at single weightings. */
  points: v.optional(v.pipe(v.array(v.object({ weights: v.array(Weight), slot: SlotId })), v.minLength(1))),
  options: v.optional(OptionsSchema),
  training: v.optional(TrainingSchema),
});

/** @param path What a slot's path may be, relative to pack.json. */
function packSchema(path: v.GenericSchema<string>) {
  return v.pipe(
    v.object({
      format: v.literal('tiller-pack/1'),
      id: Id,
      label: Text,
      task: Text,
      /** SHA-256 of the base GGUF that the adapters were trained on. */
      base: Sha256,
      system: Text,
      maxTokens: v.pipe(Count, v.minValue(1), v.maxValue(2048)),
      temperature: v.pipe(v.number(), v.minValue(0), v.maxValue(2)),
      /** Reward ids, 1 to 3; the order of every weighting. `closeness` and `approval` are measured by the engine, the others by text. */
      rewards: v.pipe(v.array(Id), v.minLength(1), v.maxLength(3)),
      /** Mean and standard deviation of each reward on the base model's samples (frozen, used to z-score while training). */
      calibration: v.record(v.string(), v.object({ mean: Finite, sd: v.pipe(Finite, v.gtValue(0)) })),
      /** An adapter of the bank: `path` names a PEFT folder. Or a soft prompt, or a cross slot. */
      slots: v.array(v.union([v.strictObject({ id: SlotId, path, rank: AtLeastOne }), softSlotSchema(path), CrossSlotSchema])),
      /** A learned reward: its LoRA is a slot of the bank, its linear head lies in the slot's folder. */
      rewardModel: v.optional(v.object({ slot: SlotId, reward: Id })),
      policies: v.array(PolicySchema),
      /** Text rewards that nothing here is trained on, measured beside the axes: what a learned reward stands for. */
      golden: v.optional(v.array(Id)),
      /** Rewards that came with the pack, as data: their ids begin with `own-`. */
      definitions: v.optional(DefinitionsSchema),
      /** What proposes a weighting for a prompt. */
      auto: v.exactOptional(AutoSchema),
      /** Example prompts (held out), shown as chips; front.json has samples for them. */
      examples: v.array(Text),
    }),
    consistent((pack) => packComplaint(pack)),
  );
}

/** A pack as it is served, kept and exchanged: its adapters lie below its folder. */
export const PackSchema = packSchema(InnerPath);

/** A pack on the trainer's disk, which may name adapters that lie elsewhere on it. */
export const WorkbenchPackSchema = packSchema(v.pipe(v.string(), v.minLength(1)));

/** public/models/packs.json: the packs there are, each a folder beside it; the first is shown unless told. */
export const PackIndexSchema = v.pipe(
  v.object({
    format: v.literal('tiller-packs/1'),
    packs: v.pipe(v.array(v.object({ id: Id, label: Text, task: Text })), v.minLength(1)),
  }),
  consistent(({ packs }) => {
    const twice = firstTwice(packs.map(({ id }) => id));
    return twice && { field: ['packs', twice.index, 'id'], expected: 'an id of its own', got: twice.value };
  }),
);

export type Pack = v.InferOutput<typeof PackSchema>;
export type PackIndex = v.InferOutput<typeof PackIndexSchema>;
export type Slot = Pack['slots'][number];
export type Policy = Pack['policies'][number];
