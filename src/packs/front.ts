/** Schema of front.json: what was measured of a pack's policies over a grid of weightings. */
import * as v from 'valibot';
import { Count, consistent, Id, MeanSchema, Measure, Seed, Sha256, Share, Text } from './fields.ts';
import { frontComplaint } from './front-complaint.ts';

const Weights = v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(1)));

const SampleSchema = v.object({
  prompt: Text,
  seed: Seed,
  text: v.string(),
  finished: v.boolean(),
  rewards: v.record(v.string(), Measure),
});

const PointSchema = v.object({
  /** Empty of the base, which no weight steers. */
  weights: Weights,
  /** Reward id (and 'guard') to its mean. */
  rewards: v.record(v.string(), MeanSchema),
  /** Twin scorer id to its mean. */
  twins: v.record(v.string(), MeanSchema),
  /** Sequence KL to the base in nats per answer, estimated on the policy's own samples. */
  kl: MeanSchema,
  /** Negative log-likelihood of the answers under the base, nats per token. */
  nll: MeanSchema,
  /** Share of answers that ended by themselves. */
  finished: Share,
  /** Distinct word trigrams of an answer over all its trigrams, mean over answers; 1 repeats nothing. */
  distinct3: v.optional(Share),
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
  steerability: v.record(v.string(), Measure),
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
  worstGroup: v.optional(v.object({ group: Text, meanInnerProduct: MeanSchema })),
  /** The highest NLL of any point less the base's own, nats per token. */
  nllAboveBase: v.optional(MeanSchema),
  /** Mean utility of the gold policies less this one's at their weightings; absent without gold policies. */
  regret: v.optional(MeanSchema),
});

/** By how much one policy exceeds another, on the same resamples of prompts; 0 inside the interval: no difference shown. */
const ComparisonSchema = v.object({
  policy: Id,
  less: Id,
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
  policy: Id,
  weights: Weights,
  utility: MeanSchema,
  above: v.array(v.object({ policy: Id, utility: MeanSchema })),
});

/** A policy's answers one way less those another way, to the same prompts with the same seeds at every weighting that it was measured at. */
const DifferenceSchema = v.object({
  policy: Id,
  /** Pairs of them. */
  answers: Count,
  /** Share of pairs that are the same to the letter. */
  sameTexts: Share,
  /** Reward id to the difference of its means over the grid, and the largest difference at any one weighting. */
  rewards: v.record(v.string(), v.object({ difference: MeanSchema, largest: Measure })),
  kl: MeanSchema,
});

const DifferencesSchema = v.object({ commit: Text, seeds: v.array(Seed), policies: v.pipe(v.array(DifferenceSchema), v.minLength(1)) });

/**
 * One method less another, over the training seeds of both and the held-out prompts: in every resample prompts are drawn, and n - 1 of n seeds.
 * A method with one seed keeps it, and the interval is over prompts alone. `policy` and `less` name the first seed's policies.
 */
const SeedComparisonSchema = v.object({
  policy: Id,
  less: Id,
  /** Training seeds of either. */
  seeds: v.tuple([Count, Count]),
  /** Of the hypervolume as a share of the box between the reference point and the best single-reward means. */
  hypervolumeShare: MeanSchema,
  meanInnerProduct: v.exactOptional(MeanSchema),
  /** The same, once the one that went further from the base is mixed with the base until both are equally far. */
  equalKl: v.exactOptional(MeanSchema),
  /** The most utility within a budget of KL, mean over the weightings of the grid. */
  withinKl: v.exactOptional(
    v.object({
      /** From 0 to the KL that both reach, nats an answer, ascending. */
      budgets: v.pipe(v.array(v.object({ kl: Measure, policy: Measure, less: Measure, difference: MeanSchema })), v.minLength(2)),
      /** Mean difference over all budgets: the area between the two curves over its width. */
      area: MeanSchema,
    }),
  ),
});

const FrontShape = v.object({
  format: v.literal('tiller-front/1'),
  pack: Id,
  base: Sha256,
  commit: Text,
  seeds: v.array(Seed),
  prompts: v.array(Text),
  /** Worst value per reward that hypervolumes are measured from; the same for all policies. */
  reference: v.pipe(v.array(Measure), v.minLength(1), v.maxLength(3)),
  /** Per reward the lowest and highest mean of the base and the single-reward corners on the tuning prompts: 0 and 1 of a utility. */
  scale: v.optional(v.array(v.tuple([Measure, Measure]))),
  policies: v.array(
    v.object({
      id: Id,
      method: Id,
      points: v.array(PointSchema),
      indicators: v.optional(IndicatorSchema),
      /** Of a policy that was measured later than the others, and added. */
      commit: v.exactOptional(Text),
    }),
  ),
  comparisons: v.array(ComparisonSchema),
  trained: v.optional(v.array(TrainedPointSchema)),
  /** Absent of a front whose answers were not kept prompt by prompt. `npm run results` writes it. */
  overSeeds: v.exactOptional(v.array(SeedComparisonSchema)),
  /** Absent where the front was not measured on both networks. */
  integers: v.optional(DifferencesSchema),
  /** What floats of 8 bits changed of policies that were measured in 16 and are served in 8. scripts/compare-rounded.ts writes it. */
  eightBits: v.exactOptional(DifferencesSchema),
});

export const FrontSchema = v.pipe(
  FrontShape,
  consistent((front) => frontComplaint(front)),
);

export type Front = v.InferOutput<typeof FrontSchema>;
export type FrontPolicy = Front['policies'][number];
export type FrontPoint = FrontPolicy['points'][number];
export type FrontIndicators = NonNullable<FrontPolicy['indicators']>;
export type Difference = v.InferOutput<typeof DifferenceSchema>;
export type Comparison = Front['comparisons'][number];
export type SeedComparison = v.InferOutput<typeof SeedComparisonSchema>;
export type Sample = FrontPoint['samples'][number];
