/** Schemas of the files that `models/` writes and the app reads: pack.json and front.json. */
import * as v from 'valibot';
import type { MethodOption, MethodOptions } from '../methods/options.ts';
import { methodIds, methods } from '../methods/registry.ts';

const Finite = v.pipe(v.number(), v.finite());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Name = v.pipe(v.string(), v.minLength(1));

const Rank = v.pipe(Count, v.minValue(1));

/** An adapter of the bank. `path` is relative to pack.json and names a PEFT folder. */
const FileSlotSchema = v.strictObject({ id: Name, path: Name, rank: Rank });

/** The A of one slot with the B of another, for factor mixing; no file of its own. */
const CrossSlotSchema = v.strictObject({ id: Name, cross: v.strictObject({ a: Name, b: Name }), rank: Rank });

/** What a policy cost to train; equal totals make a comparison fair. */
const TrainingSchema = v.object({
  seed: Count,
  steps: Count,
  /** Tokens that the policy generated while training; the base's pool, the same for all policies, is apart. */
  generatedTokens: Count,
  rewardCalls: Count,
  minutes: Finite,
  commit: Name,
  /** Of the files that the policy needs. */
  adapterBytes: v.optional(Count),
});

/** The options that the methods have, each of its own kind; a method reads its own and ignores the rest. */
const OptionsSchema = v.object(
  Object.fromEntries(methods.flatMap(({ option }) => (option ? [[option.name, v.exactOptional(optionSchema(option))]] : []))),
  // An exact optional field is absent or has a value; index signatures cannot say so.
) as v.GenericSchema<MethodOptions>;

function optionSchema(option: MethodOption): v.GenericSchema<number | string> {
  return option.kind === 'number' ? Finite : v.picklist(option.choices.map(({ id }) => id));
}

export const PolicySchema = v.object({
  id: Name,
  method: v.picklist(methodIds),
  label: Name,
  /** Slot ids; null where an axis has no slot and the base stands for it. */
  slots: v.object({ shared: v.optional(Name), rewards: v.array(v.nullable(Name)) }),
  /** Of a method that was trained at single weightings. */
  points: v.optional(v.pipe(v.array(v.object({ weights: v.array(Finite), slot: Name })), v.minLength(1))),
  options: v.optional(OptionsSchema),
  training: v.optional(TrainingSchema),
});

export const PackSchema = v.object({
  format: v.literal('tiller-pack/1'),
  id: Name,
  label: Name,
  task: Name,
  /** SHA-256 of the base GGUF that the adapters were trained on. */
  base: v.pipe(v.string(), v.hexadecimal(), v.length(64)),
  system: Name,
  maxTokens: v.pipe(Count, v.minValue(1)),
  temperature: v.pipe(Finite, v.minValue(0)),
  /** Reward ids, 1 to 3; the order of every weighting. `closeness` and `approval` are measured by the engine, the others by text. */
  rewards: v.pipe(v.array(Name), v.minLength(1), v.maxLength(3)),
  /** Mean and standard deviation of each reward on the base model's samples (frozen, used to z-score while training). */
  calibration: v.record(v.string(), v.object({ mean: Finite, sd: Finite })),
  slots: v.array(v.union([FileSlotSchema, CrossSlotSchema])),
  /** A learned reward: its LoRA is a slot of the bank, its linear head lies in the slot's folder. */
  rewardModel: v.optional(v.object({ slot: Name, reward: Name })),
  policies: v.array(PolicySchema),
  /** Text rewards that nothing here is trained on, measured beside the axes: what a learned reward stands for. */
  golden: v.optional(v.array(Name)),
  /** Example prompts (held out), shown as chips; front.json has samples for them. */
  examples: v.array(Name),
});

/** public/models/packs.json: the packs there are, each a folder beside it; the first is shown unless told. */
export const PackIndexSchema = v.object({
  format: v.literal('tiller-packs/1'),
  packs: v.pipe(v.array(v.object({ id: Name, label: Name, task: Name })), v.minLength(1)),
});

/** A mean over prompts and seeds with its 95 % bootstrap interval over prompts. */
const MeanSchema = v.object({ mean: Finite, low: Finite, high: Finite });

const SampleSchema = v.object({
  prompt: Name,
  seed: Count,
  text: v.string(),
  finished: v.boolean(),
  rewards: v.record(v.string(), Finite),
});

const PointSchema = v.object({
  weights: v.array(Finite),
  /** Reward id (and 'guard') to its mean. */
  rewards: v.record(v.string(), MeanSchema),
  /** Twin scorer id to its mean. */
  twins: v.record(v.string(), MeanSchema),
  /** Sequence KL to the base in nats per answer, estimated on the policy's own samples. */
  kl: MeanSchema,
  /** Negative log-likelihood of the answers under the base, nats per token. */
  nll: MeanSchema,
  /** Share of answers that ended by themselves. */
  finished: Finite,
  /** Distinct word trigrams of an answer over all its trigrams, mean over answers; 1 repeats nothing. */
  distinct3: v.optional(Finite),
  samples: v.array(SampleSchema),
});

/**
 * How good a policy is over the whole grid. Every interval is over prompts, all on the same resamples. Utilities are of rewards scaled by the
 * front's `scale`; src/math/utility.ts and chord.ts have formulas and sources.
 */
const IndicatorSchema = v.object({
  /** Hypervolume of all points over the reference point. */
  hypervolume: MeanSchema,
  /** Hypervolume of each edge in its two rewards, keyed `a+b`. */
  edges: v.record(v.string(), MeanSchema),
  /** Reward id to Spearman correlation of its weight with its mean reward over the grid. */
  steerability: v.record(v.string(), Finite),
  /** Reward id to the largest less the smallest mean over the grid. */
  range: v.optional(v.record(v.string(), MeanSchema)),
  /** Reward id to its mean at its own corner less that of the other corners: what the slider does from end to end. */
  ends: v.optional(v.record(v.string(), MeanSchema)),
  /** Mean over weightings of the best utility of any point (EUM). */
  expectedUtility: v.optional(MeanSchema),
  /** Mean over weightings of the utility that is reached there (MIP). */
  meanInnerProduct: v.optional(MeanSchema),
  /** Largest loss of best utility against the points of all policies (MUL); lower is better. */
  maximumUtilityLoss: v.optional(MeanSchema),
  /** Weightings, of those that are no corners, whose point lies above the chord of the corners in every mixed reward. */
  aboveChord: v.optional(v.object({ count: MeanSchema, of: Count })),
  /** The group of prompts with the lowest mean inner product, and that. */
  worstGroup: v.optional(v.object({ group: Name, meanInnerProduct: MeanSchema })),
  /** The highest NLL of any point less the base's own, nats per token. */
  nllAboveBase: v.optional(MeanSchema),
  /** Mean utility of the gold policies less this one's at their weightings; absent without gold policies. */
  regret: v.optional(MeanSchema),
});

/** By how much one policy exceeds another, on the same resamples of prompts; 0 inside the interval: no difference shown. */
const ComparisonSchema = v.object({
  policy: Name,
  less: Name,
  hypervolume: MeanSchema,
  meanInnerProduct: v.optional(MeanSchema),
  /** Of the utility at equal weights. */
  centre: v.optional(MeanSchema),
  /** Of the ranges in units of `scale`, and of the steerabilities: means over the rewards. */
  spread: v.optional(MeanSchema),
  steerability: v.optional(MeanSchema),
  regret: v.optional(MeanSchema),
  /** Share of the grid points of `less` that points of `policy` dominate, and the other way round; no differences. */
  dominates: v.optional(MeanSchema),
  dominated: v.optional(MeanSchema),
});

/** A policy that was trained at one weighting: its utility there, and by how much it exceeds every other policy measured there. */
const TrainedPointSchema = v.object({
  policy: Name,
  weights: v.array(Finite),
  utility: MeanSchema,
  above: v.array(v.object({ policy: Name, utility: MeanSchema })),
});

export const FrontSchema = v.object({
  format: v.literal('tiller-front/1'),
  pack: Name,
  base: Name,
  commit: Name,
  seeds: v.array(Count),
  prompts: v.array(Name),
  /** Worst value per reward that hypervolumes are measured from; the same for all policies. */
  reference: v.array(Finite),
  /** Per reward the lowest and highest mean of the base and the single-reward corners on the tuning prompts: 0 and 1 of a utility. */
  scale: v.optional(v.array(v.tuple([Finite, Finite]))),
  policies: v.array(v.object({ id: Name, method: Name, points: v.array(PointSchema), indicators: v.optional(IndicatorSchema) })),
  comparisons: v.array(ComparisonSchema),
  trained: v.optional(v.array(TrainedPointSchema)),
});

export type Pack = v.InferOutput<typeof PackSchema>;
export type PackIndex = v.InferOutput<typeof PackIndexSchema>;
export type Slot = Pack['slots'][number];
export type Policy = Pack['policies'][number];
export type Front = v.InferOutput<typeof FrontSchema>;
export type FrontPolicy = Front['policies'][number];
export type FrontPoint = FrontPolicy['points'][number];
export type FrontIndicators = NonNullable<FrontPolicy['indicators']>;
export type Comparison = Front['comparisons'][number];
export type Sample = FrontPoint['samples'][number];
export type Interval = v.InferOutput<typeof MeanSchema>;
