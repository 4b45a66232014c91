import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { DefinitionSchema } from './definition.ts';
import { proposeTwin, type TwinProposal } from './propose-twin.ts';

const texts = (word: string, count: number) => Array.from({ length: count }, (_, i) => `${word} ${i}`);
const proposal = (definition: Parameters<typeof proposeTwin>[0]) => {
  const proposed = proposeTwin(definition) as TwinProposal;
  // What is proposed is a definition that a pack carries.
  expect(v.is(DefinitionSchema, proposed.definition)).toBe(true);
  return proposed;
};

describe('a twin', () => {
  it('of examples learns from the other half of the texts', () => {
    const all = { id: 'own-a', label: 'A', kind: 'examples' as const, liked: texts('good', 9), disliked: texts('bad', 8) };
    const { definition } = proposal(all);
    if (definition.kind !== 'examples' || typeof definition.twin !== 'object' || definition.twin.kind !== 'examples')
      throw new Error('examples');
    const { liked, disliked, twin } = definition;
    expect([liked.length, disliked.length, twin.liked.length, twin.disliked.length]).toEqual([5, 4, 4, 4]);
    expect(new Set([...liked, ...twin.liked]).size).toBe(9);
    expect(new Set([...disliked, ...twin.disliked]).size).toBe(8);
    expect(definition.head).toBeUndefined();
    expect(proposeTwin({ ...all, liked: texts('good', 7) })).toContain('needs 8 that you like and 8 that you do not');
  });

  it('of a taste reads the same choices otherwise', () => {
    const choices = texts('a', 8).map((chosen, i) => ({ prompt: 'p', chosen, other: `b ${i}` }));
    const { definition, sentence } = proposal({ id: 'own-t', label: 'T', kind: 'taste', choices });
    expect(definition.twin).toMatchObject({ id: 'own-t-twin', kind: 'taste', reads: 'features', choices });
    expect(sentence).toContain('one can count');
    const other = proposal({ id: 'own-t', label: 'T', kind: 'taste', reads: 'features', choices });
    expect(other.definition.twin).toMatchObject({ reads: 'states' });
    expect(proposeTwin({ id: 'own-t', label: 'T', kind: 'taste', choices: choices.slice(1) })).toContain('at least 8');
  });

  it('of a judge asks in other words', () => {
    const judge = { id: 'own-j', label: 'J', kind: 'judge' as const, question: 'Is it polite?', pairs: [] };
    const { definition } = proposal(judge);
    expect(definition.twin).toMatchObject({ kind: 'judge', question: expect.stringMatching(/careful reader.*Is it polite\?$/) });
    expect(proposeTwin({ ...judge, question: ' ' })).toContain('write the question first');
  });
});
