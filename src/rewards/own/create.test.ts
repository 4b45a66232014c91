import * as v from 'valibot';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { loadLexicon } from '../../../scripts/lexicon.ts';
import { readOwnParts } from '../../../scripts/own-parts.ts';
import { createRewards } from '../registry.ts';
import { createOwnReward, type OwnParts } from './create.ts';
import { DefinitionSchema, isOwnId, type TextDefinition } from './definition.ts';
import { cases } from './testing/cases.ts';

const catalog = createRewards(loadLexicon());
let parts: OwnParts;
beforeAll(async () => {
  parts = await readOwnParts(Object.values(cases));
});

const input = (text: string, finished = true) => ({ prompt: 'Describe a harbor.', text, finished });
const scored = (definition: TextDefinition, text: string, finished?: boolean) =>
  createOwnReward(definition, catalog, parts).score(input(text, finished));

describe('words', () => {
  const { words } = cases;
  it('saturate: half points give a half, and dislikes take by halves', () => {
    expect(scored(words, 'The bright harbor.')).toBe(1 - 2 ** -0.5);
    expect(scored(words, 'The Bright, SUNNY harbor.')).toBe(0.5);
    expect(scored(words, 'The bright, sunny harbor is grim.')).toBe(0.25);
    expect(scored(words, 'Nothing of it.')).toBe(0);
  });

  it('count once, or each time', () => {
    expect(scored(words, 'Bright, bright, bright.')).toBe(1 - 2 ** -0.5);
    expect(scored({ ...words, count: 'each' }, 'Bright, bright, bright.')).toBe(1 - 2 ** -1.5);
  });

  it('of disliked ones alone, an answer without them is right', () => {
    const only: TextDefinition = { ...words, phrases: [{ phrase: 'grim', weight: -2 }] };
    expect(scored(only, 'A harbor.')).toBe(1);
    expect(scored(only, 'A grim harbor.')).toBe(0.5);
    expect(createOwnReward(only, catalog, parts).formula).toBe('2^(-disliked / 2); once; disliked: 2 x grim');
  });

  it('say what they are and what was found', () => {
    const reward = createOwnReward(words, catalog, parts);
    expect(reward.formula).toBe('(1 - 2^(-liked / 2)) x 2^(-disliked / 2); once; liked: bright, sunny; disliked: 2 x grim');
    expect(reward.terms(input('Bright and grim, grim.')).map(({ note }) => note)).toEqual(['bright', 'grim 2 times']);
    expect(reward.twin).toMatchObject({ id: 'own-words-twin', label: 'Sunny words by sentences' });
    expect(reward.twin.score(input('Bright sun. A sea. A boat. Grim.'))).toBe(0.25 * 0.75);
  });
});

it('is told in one line, whatever is in its lists', () => {
  const words = createOwnReward({ ...cases.words, phrases: [{ phrase: ' very\n good ', weight: 1 }] }, catalog, parts);
  expect(words.formula).toBe('1 - 2^(-liked / 2); once; liked: very good');
  expect(words.score(input('Very good!'))).toBeGreaterThan(0);
  expect(createOwnReward({ ...cases.pattern, pattern: '\n- ' }, catalog, parts).formula).toBe(
    '1 - 2^(-matches / 1); matches of \\n- , in any case',
  );
});

describe('length', () => {
  test.each([
    ['one two three', true, 1],
    ['one two three four five', true, 0.5],
    ['one', true, 0.5],
    ['one two three', false, 0.5],
    ['one-two-three', true, 1],
    ['', true, 1 / (1 + 1.5 ** 2)],
  ])('%s (ended: %s) is %f', (text, finished, score) => {
    expect(scored(cases.length, text, finished)).toBeCloseTo(score, 12);
  });

  it('has a twin that counts characters, and full stops for sentences', () => {
    expect(createOwnReward(cases.length, catalog, parts).twin.formula).toBe('1 / (1 + ((characters - 17.1) / 11.4)^2)');
    const sentences = createOwnReward({ ...cases.length, unit: 'sentences' }, catalog, parts);
    expect(sentences.score(input('One. Two. Three.'))).toBe(1);
    expect(sentences.twin.score(input('One... Two! Three?'))).toBe(1);
  });
});

describe('reading ease', () => {
  // Counted by hand: 10 words, 2 sentences, 13 syllables, 43 letters.
  const text = 'The harbor is calm today. Boats rest on the water.';
  it('is the formula', () => {
    const flesch = 206.835 - (1.015 * 10) / 2 - (84.6 * 13) / 10;
    const [ease] = createOwnReward(cases.ease, catalog, parts).terms(input(text));
    expect(ease?.note).toBe(flesch.toFixed(1));
    expect(ease?.value).toBeCloseTo(1 / (1 + ((flesch - 60) / 20) ** 2), 12);
  });

  it('has the other formula at the same place of the table for a twin', () => {
    const { twin } = createOwnReward(cases.ease, catalog, parts);
    expect(twin.formula).toContain('((grade - 9.8) / 4)');
    const ari: TextDefinition = { ...cases.ease, formula: 'ari', target: 8.5, width: 1.5 };
    expect(createOwnReward(ari, catalog, parts).twin.formula).toContain('((reading ease - 65) / 8)');
  });
});

describe('a twin', () => {
  it('may be a definition of its own, or a scorer that is there already', () => {
    const own = createOwnReward({ ...cases.words, twin: { ...cases.length, id: 'own-other' } }, catalog, parts);
    expect(own.twin).toMatchObject({ id: 'own-other', label: 'Three words' });
    expect(createOwnReward({ ...cases.words, twin: 'word-length' }, catalog, parts).twin.label).toBe('Formality by word length');
    expect(() => createOwnReward({ ...cases.words, twin: 'nothing' }, catalog, parts)).toThrow(
      /^Sunny words: field twin: expected one of brevity, .*, got "nothing"$/,
    );
  });
});

it('has an id that no reward of the registry has', () => {
  expect([...catalog.byId].flatMap(([id, { twin }]) => [id, twin.id]).filter(isOwnId)).toEqual([]);
});

describe('every kind', () => {
  it('has a case here that is a definition', () => {
    for (const definition of Object.values(cases)) expect(v.parse(DefinitionSchema, definition)).toEqual(definition);
  });
});
