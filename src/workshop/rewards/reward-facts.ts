/** What the page says of a reward, shipped or own, before any text is scored. */
import { messageOf } from '../../lm/errors.ts';
import { createOwnReward } from '../../rewards/own/create.ts';
import { type Definition, isTextDefinition } from '../../rewards/own/definition.ts';
import { learnedWords } from '../../rewards/own/describe-learned.ts';
import type { Patterns } from '../../rewards/own/patterns.ts';
import type { Rewards } from '../../rewards/registry.ts';
import type { RewardInput, Scorer, Term } from '../../rewards/reward.ts';
import { wordsOf } from './reward-words.ts';

export interface RewardFacts {
  readonly id: string;
  readonly label: string;
  readonly range: readonly [number, number];
  /** What it asks for, in a sentence. */
  readonly words: string;
  /** Empty where the model measures it. */
  readonly formula: string;
  /** Known ways to score well without being good. */
  readonly hacks: readonly string[];
  /** Absent where none is known yet. */
  readonly twin?: Pick<Scorer, 'id' | 'label' | 'formula'>;
  /** What was counted in a text; absent where that takes more than the page has at hand. */
  readonly terms?: (input: RewardInput) => readonly Term[];
  /** Absent of a shipped one. */
  readonly definition?: Definition;
  /** Why it cannot score, e.g. a pattern that cannot be read. */
  readonly wrong?: string;
}

export interface FactsParts {
  readonly catalog: Rewards;
  /** Undefined until they are fetched. */
  readonly patterns: Patterns | undefined;
}

/** Undefined for an id that nothing here has. */
export function factsOf(id: string, definitions: readonly Definition[], parts: FactsParts): RewardFacts | undefined {
  const shipped = parts.catalog.byId.get(id);
  if (shipped) {
    const { label, range, formula, hacks, twin } = shipped;
    return { id, label, range, formula, hacks, twin, words: wordsOf(id, undefined), terms: (input) => shipped.terms(input) };
  }
  const definition = definitions.find((own) => own.id === id);
  return definition && ownFacts(definition, parts);
}

function ownFacts(definition: Definition, { catalog, patterns }: FactsParts): RewardFacts {
  const { id, label, kind } = definition;
  const plain = { id, label, words: wordsOf(id, definition), range: [0, 1], formula: '', hacks: [], definition } as const;
  const twin = namedTwin(definition, catalog);
  if (kind === 'code') {
    const byHalves = { id: `${id}-twin`, label: `${label} by halves`, formula: 'mean of the same code over both halves of the answer' };
    return { ...plain, range: definition.range, hacks: ['whatever the code does not look at'], twin: twin ?? byHalves };
  }
  if (!isTextDefinition(definition)) return { ...plain, ...learnedWords[definition.kind], ...(twin ? { twin } : {}) };
  if (kind === 'pattern' && !patterns) return plain;
  try {
    const own = createOwnReward(definition, catalog, { patterns });
    const { range, formula, hacks, twin: second } = own;
    return { ...plain, range, formula, hacks, twin: second, terms: (input) => own.terms(input) };
  } catch (error) {
    return { ...plain, wrong: messageOf(error) };
  }
}

/** The scorer that the definition itself names. */
function namedTwin({ twin }: Definition, catalog: Rewards): RewardFacts['twin'] {
  if (twin === undefined) return undefined;
  if (typeof twin !== 'string') return { id: twin.id, label: twin.label, formula: wordsOf(twin.id, twin) };
  return [...catalog.byId.values()].flatMap((reward) => [reward, reward.twin]).find(({ id }) => id === twin);
}
