/** A second scorer of the same aim for a reward that a model measures: of the same data read otherwise, or of other data. */
import type { Definition, Unpaired } from './definition.ts';
import { LEAST_CHOICES, LEAST_EXAMPLES } from './fit-head.ts';
import type { DefinitionOf } from './learned-definition.ts';

type Learned = Extract<Definition, { readonly kind: 'examples' | 'taste' | 'judge' }>;

export interface TwinProposal {
  /** The reward as it is with the twin beside it, heads to be fitted again where they are absent; the twin is in it. */
  readonly definition: Learned;
  /** One sentence: what the twin is, and what it costs. */
  readonly sentence: string;
}

/**
 * - examples: every other text goes to the twin, so that the two heads saw different texts.
 * - taste: the same choices explained by features that one can count, where the reward is the model's reading, and the other way round.
 * - judge: the same question in other words.
 * @returns a sentence in place of a proposal where there is too little for one.
 */
export function proposeTwin(definition: Learned): TwinProposal | string {
  const named = { id: `${definition.id}-twin`, label: `${definition.label}, twin` };
  switch (definition.kind) {
    case 'examples':
      return splitExamples(definition, named);
    case 'taste':
      return otherReading(definition, named);
    case 'judge':
      return otherWords(definition, named);
  }
}

type Named = Pick<Unpaired, 'id' | 'label'>;

function splitExamples(definition: Extract<Learned, { kind: 'examples' }>, named: Named): TwinProposal | string {
  const { head: _, twin: __, ...own } = definition;
  const [liked, otherLiked] = halves(own.liked);
  const [disliked, otherDisliked] = halves(own.disliked);
  const fewest = Math.min(otherLiked.length, otherDisliked.length);
  if (fewest < LEAST_EXAMPLES)
    return `A twin that learns from other texts needs ${2 * LEAST_EXAMPLES} that you like and ${2 * LEAST_EXAMPLES} that you do not: half of them for each.`;
  const twin: DefinitionOf<'examples'> = { ...named, kind: 'examples', liked: otherLiked, disliked: otherDisliked };
  return {
    definition: { ...own, liked, disliked, twin },
    sentence: `The same kind of head on the other half of your texts: the reward learns from ${liked.length + disliked.length}, the twin from ${otherLiked.length + otherDisliked.length}.`,
  };
}

/** Every other one. */
function halves(texts: readonly string[]): [string[], string[]] {
  return [texts.filter((_, i) => i % 2 === 0), texts.filter((_, i) => i % 2 === 1)];
}

function otherReading(definition: Extract<Learned, { kind: 'taste' }>, named: Named): TwinProposal | string {
  const { twin: _, ...own } = definition;
  if (own.choices.length < LEAST_CHOICES) return `A twin that reads your choices otherwise needs at least ${LEAST_CHOICES} of them.`;
  const reads = own.reads === 'features' ? 'states' : 'features';
  const twin: DefinitionOf<'taste'> = { ...named, kind: 'taste', reads, choices: own.choices };
  const how =
    reads === 'features' ? 'five numbers that one can count (length, warmth and the like)' : 'the model’s own reading of the answers';
  return { definition: { ...own, twin }, sentence: `The same choices, explained by ${how}.` };
}

function otherWords(definition: Extract<Learned, { kind: 'judge' }>, named: Named): TwinProposal | string {
  const { twin: _, ...own } = definition;
  const question = own.question.trim();
  if (question === '') return 'A twin asks your question in other words: write the question first.';
  const asked = `Think of a careful reader of the answer above. What would they reply, if somebody asked them: ${question}`;
  return {
    definition: { ...own, twin: { ...named, kind: 'judge', question: asked, pairs: own.pairs } },
    sentence: `The same question, put to a careful reader: “${asked}” Better is a wording of your own.`,
  };
}
