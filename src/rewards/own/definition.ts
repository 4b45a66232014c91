/**
 * A reward as data: plain JSON that a reader makes, that a project keeps and that a pack carries in `definitions`. One schema a kind; what
 * the text alone decides is in text-definition.ts, what a model measures in learned-definition.ts.
 */
import * as v from 'valibot';
import { learnedKinds } from './learned-definition.ts';
import { LabelSchema, OwnIdSchema, textKinds } from './text-definition.ts';

/** Of a scorer that Tiller has; which there are, `createOwnReward` knows. */
const ScorerIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,60}$/, 'the id of a scorer'));

const named = { id: OwnIdSchema, label: LabelSchema };

/** A second scorer of the same aim that nothing is trained on: a text definition without a twin. */
export const TwinSchema = v.variant('kind', textKinds(named));

const complete = {
  ...named,
  /** The id of a scorer that Tiller has, or a definition; absent where the kind's own twin will do. */
  twin: v.optional(v.union([ScorerIdSchema, TwinSchema])),
};

/** The same of a reward that a model measures, which text or the model may decide. */
const learnedTwin = v.variant('kind', [...textKinds(named), ...learnedKinds(named)]);
const completeLearned = { ...named, twin: v.optional(v.union([ScorerIdSchema, learnedTwin])) };

export const TextDefinitionSchema = v.variant('kind', textKinds(complete));

export const DefinitionSchema = v.variant('kind', [...textKinds(complete), ...learnedKinds(completeLearned)]);

/** Own rewards of a pack or a project, at most. */
export const definitionLimit = 12;

/** All definitions of a pack or a project. */
export const DefinitionsSchema = v.pipe(v.array(DefinitionSchema), v.maxLength(definitionLimit, `at most ${definitionLimit} definitions`));

export type Definition = v.InferOutput<typeof DefinitionSchema>;
export type TextDefinition = v.InferOutput<typeof TextDefinitionSchema>;
export type TwinDefinition = v.InferOutput<typeof TwinSchema>;
/** Any definition, its twin aside. */
export type Unpaired = Exclude<Definition['twin'], string | undefined>;
export type DefinitionKind = Definition['kind'];
/** A definition of one kind that text decides, its twin aside. */
export type TextOf<Kind extends TwinDefinition['kind']> = Extract<TwinDefinition, { readonly kind: Kind }>;

const textual: ReadonlySet<string> = new Set<TextDefinition['kind']>(['words', 'pattern', 'length', 'ease', 'form', 'code']);

/** True of a definition, or a twin, that needs no model. */
export function isTextDefinition(definition: Definition): definition is TextDefinition;
export function isTextDefinition(definition: Unpaired): definition is TwinDefinition;
export function isTextDefinition(definition: Unpaired): boolean {
  return textual.has(definition.kind);
}

/** True of the ids that definitions have, and no reward of the registry. */
export function isOwnId(id: string): boolean {
  return id.startsWith('own-');
}

/** The id under which a definition's twin is measured: of the scorer that it names or brings, or of its kind's own. */
export function twinIdOf({ id, twin }: Pick<Definition, 'id' | 'twin'>): string {
  return typeof twin === 'string' ? twin : (twin?.id ?? `${id}-twin`);
}

/** Ids that a definition brings with it: its own, and its twin's unless that is a scorer that is there already. */
export function definitionIds(definition: Pick<Definition, 'id' | 'twin'>): string[] {
  return [definition.id, ...(typeof definition.twin === 'string' ? [] : [twinIdOf(definition)])];
}
