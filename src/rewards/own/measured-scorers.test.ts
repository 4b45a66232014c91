import { expect, it } from 'vitest';
import type { Definition } from './definition.ts';
import { learnedDefinitions, measuredScorers } from './measured-scorers.ts';

const examples: Definition = {
  id: 'own-a',
  label: 'A',
  kind: 'examples',
  liked: [],
  disliked: [],
  twin: { id: 'own-a-twin', label: 'A, twin', kind: 'judge', question: 'Is it?', pairs: [] },
};
const taste: Definition = { id: 'own-t', label: 'T', kind: 'taste', choices: [], twin: 'cheer' };
const words: Definition = {
  id: 'own-w',
  label: 'W',
  kind: 'words',
  phrases: [{ phrase: 'so', weight: 1 }],
  count: 'once',
  matchCase: false,
  half: 1,
};
const alone: Definition = { id: 'own-j', label: 'J', kind: 'judge', question: 'Is it?', pairs: [] };
const cheer = { id: 'cheer', label: 'Cheer', formula: '', range: [0, 1] as const, score: () => 0.25 };

it('what was measured is looked up by request and text, twins as they are defined; text rewards are none of it', () => {
  const definitions = [examples, taste, words, alone];
  expect(learnedDefinitions(definitions).map(({ id }) => id)).toEqual(['own-a', 'own-a-twin', 'own-t', 'own-j']);
  const inputs = ['x', 'y'].map((text) => ({ prompt: 'p', text, finished: true }));
  const scores = inputs.map((_, i) => ({ 'own-a': i, 'own-a-twin': 1 - i, 'own-t': 0.5, 'own-j': 0.75 }));
  const scorers = measuredScorers(definitions, inputs, scores, () => cheer);
  expect(scorers.map(({ id, twin }) => [id, twin?.id])).toEqual([
    ['own-a', 'own-a-twin'],
    ['own-t', 'cheer'],
    ['own-j', undefined],
  ]);
  const [a] = scorers;
  for (const [i, input] of inputs.entries()) expect([a?.score(input), a?.twin?.score(input)]).toEqual([i, 1 - i]);
  expect(() => a?.score({ prompt: 'q', text: 'x', finished: true })).toThrow("A: the answer to 'q' was not measured");
});
