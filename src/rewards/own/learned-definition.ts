/**
 * Rewards that a model measures, as data: a linear head on the base's hidden state (`examples`, `taste`), or the base's own answer to a
 * question (`judge`). A definition travels in pack.json; what it was fitted to travels with it, so that it can be fitted again.
 */
import * as v from 'valibot';

const Finite = v.pipe(v.number(), v.finite());
const Words = v.pipe(v.string(), v.minLength(1));

/** Which state of the base stands for a text: that at its last token, or the mean over its tokens; after the final norm. */
export const PoolingSchema = v.picklist(['last', 'mean']);

/** How often the fit was right about what it did not see (cross-validation). */
const HeldOutSchema = v.strictObject({ right: v.pipe(v.number(), v.minValue(0)), count: v.pipe(v.number(), v.integer(), v.minValue(1)) });

/** What a linear head on the hidden state says: sigmoid(bias + weights . state). */
export const StateHeadSchema = v.strictObject({
  reads: PoolingSchema,
  /** SHA-256 of the base GGUF whose states it reads: those of another mean nothing to it. */
  base: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'expected a lower-case hexadecimal SHA-256')),
  bias: Finite,
  /** [width], float32, little-endian, base64. */
  weights: v.pipe(v.string(), v.base64('expected base64')),
  heldOut: HeldOutSchema,
});

/** The same on readable features (readable-features.ts, in their order): sigmoid(weights . (features - means) / deviations). */
export const FeatureHeadSchema = v.strictObject({
  reads: v.literal('features'),
  means: v.array(Finite),
  deviations: v.array(v.pipe(Finite, v.gtValue(0))),
  weights: v.array(Finite),
  heldOut: HeldOutSchema,
});

export const PreferenceSchema = v.strictObject({
  prompt: v.string(),
  chosen: v.string(),
  other: v.string(),
});

/** Fields of the kinds beside id, label and twin. A head is absent until there is enough to fit one: then nothing can be measured. */
export const learnedFields = {
  examples: {
    kind: v.literal('examples'),
    liked: v.array(Words),
    disliked: v.array(Words),
    head: v.optional(StateHeadSchema),
  },
  taste: {
    kind: v.literal('taste'),
    /** What explains the choices: the model's states (unless told), or features that one can count. */
    reads: v.optional(v.picklist(['states', 'features'])),
    choices: v.array(PreferenceSchema),
    head: v.optional(v.variant('reads', [StateHeadSchema, FeatureHeadSchema])),
  },
  judge: {
    kind: v.literal('judge'),
    /** Asked of an answer; a good answer's is yes. */
    question: v.string(),
    /** Pairs of the reader's own, to see how often the model is right. */
    pairs: v.array(PreferenceSchema),
  },
} as const;

/** Schemas of all kinds that a model measures with the same fields beside their own. */
export function learnedKinds<const Common extends v.ObjectEntries>(common: Common) {
  return [
    v.strictObject({ ...common, ...learnedFields.examples }),
    v.strictObject({ ...common, ...learnedFields.taste }),
    v.strictObject({ ...common, ...learnedFields.judge }),
  ] as const;
}

/** What is measured of a learned reward, without its twin. */
const LearnedSchema = v.variant('kind', learnedKinds({ id: v.string(), label: v.string() }));

export type HeldOut = v.InferOutput<typeof HeldOutSchema>;
export type Pooling = v.InferOutput<typeof PoolingSchema>;
export type StateHead = v.InferOutput<typeof StateHeadSchema>;
export type FeatureHead = v.InferOutput<typeof FeatureHeadSchema>;
export type Preference = v.InferOutput<typeof PreferenceSchema>;
export type LearnedDefinition = v.InferOutput<typeof LearnedSchema>;
export type LearnedKind = LearnedDefinition['kind'];
export type DefinitionOf<K extends LearnedKind> = Extract<LearnedDefinition, { readonly kind: K }>;
