import { expect, it } from 'vitest';
import type { Definition } from '../../rewards/own/definition.ts';
import type { Candidate } from '../../training/candidates.ts';
import { candidatesToScore } from './few-answers.ts';
import { emptyProject } from './project-schema.ts';

const candidate = (prompt: string, text: string, original: boolean): Candidate => ({
  prompt,
  tokens: [1],
  text,
  finished: !original,
  original,
});
/** Six answers to each of two prompts, each with a cut; then lists. */
const candidates = ['p', 'q'].flatMap((prompt) => [
  ...Array.from({ length: 6 }, (_, i) => [candidate(prompt, `One ${i}. Two.`, true), candidate(prompt, `One ${i}.`, false)]).flat(),
]);
const lists = ['p', 'q'].flatMap((prompt) => Array.from({ length: 6 }, (_, i) => candidate(prompt, `1. One\n2. ${i}`, false)));
const all = [...candidates, ...lists];
const of = (...definitions: Definition[]) => ({ ...emptyProject, definitions, rewards: ['brevity', ...definitions.map(({ id }) => id)] });
const count = (project: ReturnType<typeof of>) => {
  const kept = candidatesToScore(all, project);
  return ['p', 'q'].map((prompt) => {
    const own = kept.filter((one) => one.prompt === prompt);
    return [
      own.filter(({ original }) => original).length,
      own.filter(({ text }) => /^One \d\.$/.test(text)).length,
      own.filter(({ text }) => text.startsWith('1.')).length,
    ];
  });
};
const examples: Definition = { id: 'own-a', label: 'A', kind: 'examples', liked: [], disliked: [] };
const judge: Definition = { id: 'own-j', label: 'J', kind: 'judge', question: 'Is it?', pairs: [] };
const taste: Definition = { id: 'own-t', label: 'T', kind: 'taste', reads: 'features', choices: [] };

it('all are scored where text decides; few answers to each prompt, with their cuts, where states are read, and without where a question is asked', () => {
  expect(candidatesToScore(all, of())).toBe(all);
  expect(candidatesToScore(all, of(taste))).toBe(all);
  // Made, and not chosen.
  expect(candidatesToScore(all, { ...of(examples), rewards: ['brevity'] })).toBe(all);
  expect(count(of(examples))).toEqual([
    [4, 4, 4],
    [4, 4, 4],
  ]);
  expect(count(of(examples, judge))).toEqual([
    [3, 0, 3],
    [3, 0, 3],
  ]);
});
