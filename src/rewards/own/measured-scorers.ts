/** Scorers of rewards that a model measures, as tables of what was measured before: for fronts, which score again and again. */
import type { RewardInput, Scorer } from '../reward.ts';
import { type Definition, isTextDefinition, type Unpaired } from './definition.ts';

type Measured = Exclude<Definition | Unpaired, { readonly kind: 'words' | 'pattern' | 'length' | 'ease' | 'form' | 'code' }>;

export interface MeasuredScorer extends Scorer {
  readonly twin?: Scorer;
}

/** The definitions that a model measures, and those of their twins that it measures too: what `measureLearned` takes. */
export function learnedDefinitions(definitions: readonly Definition[]): Measured[] {
  return definitions.flatMap((definition) => {
    if (isTextDefinition(definition)) return [];
    const { twin } = definition;
    return typeof twin === 'object' && !isTextDefinition(twin) ? [definition, twin] : [definition];
  });
}

/**
 * @param inputs, scores What `measureLearned` gave for `learnedDefinitions`.
 * @param scorerOf Scorers of twins that text decides.
 * @returns one a definition that a model measures; one without a twin has none.
 */
export function measuredScorers(
  definitions: readonly Definition[],
  inputs: readonly RewardInput[],
  scores: readonly Readonly<Record<string, number>>[],
  scorerOf: (twin: string | Extract<Unpaired, { readonly kind: 'words' | 'pattern' | 'length' | 'ease' | 'form' | 'code' }>) => Scorer,
): MeasuredScorer[] {
  const table = new Map(inputs.map((input, i) => [keyOf(input), scores[i] as Readonly<Record<string, number>>]));
  const lookUp = ({ id, label }: Measured): Scorer => ({
    id,
    label,
    formula: 'measured by the base model itself',
    range: [0, 1],
    score(input) {
      const score = table.get(keyOf(input))?.[id];
      if (score === undefined) throw new Error(`${label}: the answer to '${input.prompt}' was not measured`);
      return score;
    },
  });
  return definitions.flatMap((definition): MeasuredScorer[] => {
    if (isTextDefinition(definition)) return [];
    const { twin } = definition;
    if (twin === undefined) return [lookUp(definition)];
    const second = typeof twin === 'string' || isTextDefinition(twin) ? scorerOf(twin) : lookUp(twin);
    return [{ ...lookUp(definition), twin: second }];
  });
}

const keyOf = ({ prompt, text }: RewardInput) => `${prompt}\u0000${text}`;
