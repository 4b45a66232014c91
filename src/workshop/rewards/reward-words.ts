/** What a reward asks for, in a sentence for someone who reads no formulas. */
import type { Definition } from '../../rewards/own/definition.ts';

/** Of the shipped rewards; docs/rewards.md has the whole of it. */
const shipped: Readonly<Record<string, string>> = {
  brevity: 'A finished answer of few words, best 6 to 12, that takes up the question.',
  richness: 'Many different words that say much: rare ones count more, names and praise do not count.',
  cheer: 'A positive tone: the words that VADER’s list takes for glad, less those it takes for sad.',
  plainness: 'Easy to read: short sentences of short words (Flesch).',
  formality: 'A formal register: formal words and prepositions, no slang and no contractions.',
  numbering: 'A numbered list; plain prose is worth 0.7, any other form nothing.',
  bulleting: 'A bulleted list; plain prose is worth 0.7, any other form nothing.',
  itemising: 'A numbered list, or half as good a bulleted one; plain prose is worth 0.7.',
  'cheer-2': 'A positive tone, as cheer, that takes “not only” for no negation.',
};

const forms: Readonly<Record<string, string>> = {
  lists: 'items of a list',
  numbers: 'numbered items',
  bullets: 'bulleted items',
  questions: 'questions',
  exclamations: 'exclamations',
  'first-person': 'words of the first person',
  'second-person': 'words that address the reader',
};

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** Empty where nothing more than the formula is known. */
export function wordsOf(id: string, definition: Definition | undefined): string {
  if (!definition) return shipped[id] ?? '';
  switch (definition.kind) {
    case 'words': {
      const liked = definition.phrases.filter(({ weight }) => weight > 0).length;
      const disliked = definition.phrases.length - liked;
      const parts = [...(liked > 0 ? [`the more of ${count(liked, 'liked phrase')} it has`] : [])];
      if (disliked > 0) parts.push(`the fewer of ${count(disliked, 'disliked phrase')}`);
      return `An answer is better ${parts.join(' and ')}; ${definition.count === 'once' ? 'a phrase counts once' : 'a phrase counts each time'}.`;
    }
    case 'pattern':
      return `An answer is better the ${definition.wish} matches of the pattern it has.`;
    case 'length':
      return `An answer is best at ${definition.target} ${definition.unit}, and half as good ${definition.width} away from there.`;
    case 'ease': {
      const scale = definition.formula === 'flesch' ? 'a Flesch reading ease' : 'a school grade (ARI)';
      return `An answer is best at ${scale} of ${definition.target}, and half as good ${definition.width} away from there.`;
    }
    case 'form':
      if (definition.form === 'ends-with')
        return `An answer is good that ${definition.wish === 'more' ? 'ends' : 'does not end'} with “${definition.ending}”.`;
      return `An answer is better the ${definition.wish} ${forms[definition.form] ?? definition.form} it has.`;
    case 'code':
      return 'Your function says how good an answer is.';
    case 'examples':
      return 'A line through the model’s own reading of a text, drawn between the texts that you like and those that you do not.';
    case 'taste':
      return 'What your choices between pairs of answers have in common.';
    case 'judge':
      return 'How much sooner the model would say yes than no to your question about the answer.';
  }
}
