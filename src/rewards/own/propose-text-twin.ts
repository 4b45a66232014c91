import type { TextDefinition, TextOf, TwinDefinition } from './definition.ts';
import { twinIdOf } from './definition.ts';

export interface TextTwinProposal {
  /** The definition with this twin; of words, some of which it may hold out, it counts the others alone. */
  readonly definition: TextDefinition;
  /** What the twin is and how far it can be trusted, in a sentence or two. */
  readonly sentence: string;
}

/** What each kind's own twin reads otherwise, and what it cannot see. */
const WEAKNESS: Readonly<Record<TwinDefinition['kind'], string>> = {
  words:
    'The twin asks in how many sentences your phrases stand. It reads the same phrases, so it notices a heap of them in one place and no more: with four phrases or more, half of them can be held out.',
  pattern:
    'The twin asks how many sentences match. It reads the same pattern, so it notices matches heaped in one place and no more: another pattern of the same aim is a better twin.',
  length:
    'The twin measures the same length in another unit. It notices odd words and run-together ones, and falls for padding as the reward does.',
  ease: 'The twin is another formula of reading ease at the same school grade. It counts no syllables where the reward does, and falls for chopped sentences as the reward does.',
  form: 'The twin reads other marks of the same form, or counts by sentences. It notices marks without the form, and not items that say nothing.',
  code: 'The twin asks your code about each half of the answer. It notices a score that rests on one place and no more: a second function, written otherwise, is a better twin.',
};

/**
 * A twin for a definition that has none: of words, every other liked and disliked phrase is held out where there are enough of them; of the
 * other kinds, the kind's own. A proposal: the reader may take another.
 */
export function proposeTextTwin(definition: TextDefinition): TextTwinProposal {
  const halves = definition.kind === 'words' ? heldOut(definition) : undefined;
  return halves ?? { definition, sentence: WEAKNESS[definition.kind] };
}

/** The phrases in turn, liked and disliked ones apart, so that both lists have both; undefined below four phrases or two of a kind. */
function heldOut(definition: TextOf<'words'> & Pick<TextDefinition, 'twin'>): TextTwinProposal | undefined {
  const { phrases } = definition;
  const ofSign = (liked: boolean) => phrases.filter(({ weight }) => weight > 0 === liked);
  const groups = [ofSign(true), ofSign(false)].filter((group) => group.length > 0);
  if (phrases.length < 4 || groups.some((group) => group.length < 2)) return undefined;
  const held = new Set(groups.flatMap((group) => group.filter((_, i) => i % 2 === 1)));
  const { twin: _, ...bare } = definition;
  const twin: TwinDefinition = {
    ...bare,
    id: twinIdOf({ id: definition.id }),
    label: `${definition.label}, held-out phrases`.slice(0, 60),
    phrases: phrases.filter((phrase) => held.has(phrase)),
  };
  const named = [...held].slice(0, 4).map(({ phrase }) => `“${phrase}”`);
  return {
    definition: { ...bare, phrases: phrases.filter((phrase) => !held.has(phrase)), twin },
    sentence: `The twin has half of your phrases (${named.join(', ')}${held.size > named.length ? ' …' : ''}), which training never counts. If the reward rises and the twin does not, the model learned the words on the list and not what they stand for.`,
  };
}
