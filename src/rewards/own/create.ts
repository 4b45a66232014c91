import type { Rewards } from '../registry.ts';
import type { Reward, RewardInput, Scorer } from '../reward.ts';
import { clamp } from '../text/curve.ts';
import { runCode } from './code.ts';
import type { CountedReward } from './counted-reward.ts';
import { type TextDefinition, type TwinDefinition, twinIdOf } from './definition.ts';
import { measureEase } from './ease.ts';
import { countForm } from './form.ts';
import { measureLength } from './length.ts';
import { countPattern } from './pattern.ts';
import type { Patterns } from './patterns.ts';
import type { Sandbox } from './sandbox.ts';
import { countWords } from './words.ts';

/** Libraries that definitions are scored with; each is fetched where one needs it (`loadOwnParts`). */
export interface OwnParts {
  readonly patterns?: Patterns | undefined;
  readonly sandbox?: Sandbox | undefined;
}

/** A scorer of a reader's making may fail on an answer: then it gives the lowest of its range, and says why here. */
export interface OwnScorer extends Scorer {
  /** In one sentence; undefined for an answer that was scored. */
  fault?(input: RewardInput): string | undefined;
}

/** A reward of a reader's making. */
export interface OwnReward extends Omit<Reward, 'twin'>, OwnScorer {
  readonly twin: OwnScorer;
}

/**
 * Builds a reward from its definition.
 * @param catalog The rewards that there are already: a twin may be named as one of them, or as the twin of one.
 * @throws Error of one sentence that names the definition: a pattern or a program that cannot be read, a twin that is not known, a part
 * that was not loaded.
 */
export function createOwnReward(definition: TextDefinition, catalog: Pick<Rewards, 'byId'>, parts: OwnParts): OwnReward {
  const { label, twin } = definition;
  const own = read(definition, parts);
  return {
    ...scorerOf(definition, own),
    hacks: own.hacks,
    terms: (input) => own.terms(input),
    twin:
      twin === undefined
        ? { ...own.twin, id: twinIdOf(definition), label: `${label} ${own.twin.label}` }
        : typeof twin === 'string'
          ? knownScorer(twin, definition, catalog)
          : scorerOf(twin, readTwin(twin, label, parts)),
  };
}

function readTwin(twin: TwinDefinition, label: string, parts: OwnParts): CountedReward {
  try {
    return read(twin, parts);
  } catch (error) {
    throw new Error(`${label}: its twin ${error instanceof Error ? error.message : String(error)}`);
  }
}

function read(definition: TwinDefinition, parts: OwnParts): CountedReward {
  switch (definition.kind) {
    case 'words':
      return countWords(definition);
    case 'pattern':
      return countPattern(definition, parts.patterns);
    case 'length':
      return measureLength(definition);
    case 'ease':
      return measureEase(definition);
    case 'form':
      return countForm(definition);
    case 'code':
      return runCode(definition, parts.sandbox);
  }
}

function scorerOf({ id, label }: Pick<TwinDefinition, 'id' | 'label'>, own: CountedReward): OwnScorer {
  const { formula, range } = own;
  const product = (input: RewardInput) =>
    clamp(
      own.terms(input).reduce((score, { value }) => score * value, 1),
      ...range,
    );
  const { fault } = own;
  return { id, label, formula, range, score: own.score ?? product, ...(fault ? { fault } : {}) };
}

function knownScorer(id: string, definition: TextDefinition, { byId }: Pick<Rewards, 'byId'>): Scorer {
  const known = [...byId.values()].flatMap((reward) => [reward, reward.twin]);
  const found = known.find((scorer) => scorer.id === id);
  if (found) return found;
  throw new Error(`${definition.label}: field twin: expected one of ${known.map((scorer) => scorer.id).join(', ')}, got "${id}"`);
}
