import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { DefinitionSchema, type TextDefinition } from './definition.ts';
import { proposeTextTwin } from './propose-text-twin.ts';
import { cases } from './testing/cases.ts';

const list = (weights: readonly number[]): TextDefinition => ({
  ...cases.words,
  phrases: weights.map((weight, i) => ({ phrase: `p${i}`, weight })),
});
const phrasesOf = (definition: unknown) => (definition as { phrases: { phrase: string }[] }).phrases.map(({ phrase }) => phrase);

describe('the twin that is proposed', () => {
  it('of words has every other phrase of each sign, and the reward the others', () => {
    const { definition, sentence } = proposeTextTwin(list([1, 1, 1, -1, 2, -1]));
    expect(phrasesOf(definition)).toEqual(['p0', 'p2', 'p3']);
    expect(phrasesOf(definition.twin)).toEqual(['p1', 'p4', 'p5']);
    expect(definition.twin).toMatchObject({ id: 'own-words-twin', label: 'Sunny words, held-out phrases' });
    expect(sentence).toContain('(“p1”, “p4”, “p5”)');
    expect(v.parse(DefinitionSchema, definition)).toEqual(definition);
  });

  it('takes no phrase from a list that is too short', () => {
    for (const weights of [[1], [1, 1, 1], [1, 1, 1, -1]]) {
      const definition = list(weights);
      expect(proposeTextTwin(definition).definition).toBe(definition);
      expect(proposeTextTwin(definition).sentence).toContain('reads the same phrases');
    }
  });

  it('of every kind says how weak it is', () => {
    for (const definition of Object.values(cases))
      expect(proposeTextTwin(definition).sentence).toMatch(/^The twin .*notices|^The twin .*counts/);
  });
});
