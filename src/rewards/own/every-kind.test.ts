import * as fc from 'fast-check';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { loadLexicon } from '../../../scripts/lexicon.ts';
import { readOwnParts } from '../../../scripts/own-parts.ts';
import { createRewards } from '../registry.ts';
import type { RewardInput } from '../reward.ts';
import { createOwnReward, type OwnParts, type OwnReward } from './create.ts';
import type { TextDefinition } from './definition.ts';
import { describeOwn } from './describe.ts';
import { cases } from './testing/cases.ts';

const forms = ['lists', 'numbers', 'bullets', 'questions', 'exclamations', 'first-person', 'second-person'] as const;
const definitions: TextDefinition[] = [
  ...Object.values(cases),
  ...forms.flatMap((form) => (['more', 'fewer'] as const).map((wish) => ({ ...cases.form, id: `own-${form}-${wish}`, form, wish }))),
  { ...cases.pattern, id: 'own-no-colors', wish: 'fewer' },
  { ...cases.ending, id: 'own-no-leave', wish: 'fewer' },
  { ...cases.length, id: 'own-sentences', unit: 'sentences' },
  { ...cases.length, id: 'own-characters', unit: 'characters', target: 80, width: 30 },
  { ...cases.ease, id: 'own-grade', formula: 'ari', target: 6 },
];

const catalog = createRewards(loadLexicon());
let parts: OwnParts;
let rewards: OwnReward[];
beforeAll(async () => {
  parts = await readOwnParts(definitions);
  rewards = definitions.map((definition) => createOwnReward(definition, catalog, parts));
});

const pieces = [
  'the',
  'I',
  'you',
  'bright',
  'Grim',
  'red',
  'blue?',
  '! ',
  '.',
  '\n',
  '1.',
  '\n- ',
  'Good luck!',
  '你好。',
  '🙂',
  '’',
  '\0',
  ' ',
];
const answers: fc.Arbitrary<RewardInput> = fc.record({
  prompt: fc.constantFrom('Describe a beach.', '', '🙂'),
  text: fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.constantFrom(...pieces)).map((words) => words.join(' ')),
    fc.constantFrom('\ud800', 'a'.repeat(5000), '. '.repeat(500)),
  ),
  finished: fc.boolean(),
});

describe('every own reward and every twin', () => {
  it('stays in its range, is the same for the same answer, and is the product of its terms', () => {
    fc.assert(
      fc.property(answers, (input) => {
        for (const reward of rewards) {
          for (const scorer of [reward, reward.twin]) {
            const score = scorer.score(input);
            expect(score).toBeGreaterThanOrEqual(scorer.range[0]);
            expect(score).toBeLessThanOrEqual(scorer.range[1]);
            expect(scorer.score({ ...input })).toBe(score);
          }
          const terms = reward.terms(input);
          expect(terms.every(({ note }) => note)).toBe(true);
          expect(terms.reduce((product, { value }) => product * value, 1)).toBeCloseTo(reward.score(input), 12);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has one line of formula, a hack, and a twin of another id', () => {
    for (const [i, definition] of definitions.entries()) {
      const reward = rewards[i] as OwnReward;
      expect(reward.formula).toMatch(/^[^\n]{4,300}$/);
      expect(reward.twin.formula).toMatch(/^[^\n]{4,300}$/);
      expect(reward.hacks.length).toBeGreaterThan(0);
      expect(reward.twin.id).not.toBe(reward.id);
      // In words without anything fetched, it is the same.
      expect(describeOwn(definition)).toMatchObject({
        formula: reward.formula,
        range: reward.range,
        twin: { formula: reward.twin.formula },
      });
    }
  });
});

const list = 'Three steps for a harbor:\n1. Moor the boat.\n2. Mind the tide.\n3. Wait.';
const bullets = 'Three steps:\n- Moor the boat.\n• Mind the tide.\n* Wait for me.';
test.each<[(typeof forms)[number], string, number, number]>([
  ['numbers', list, 3, 1],
  ['bullets', list, 0, 0],
  ['lists', bullets, 3, 1],
  ['numbers', bullets, 0, 0],
  ['numbers', 'First 1. this and 2. that.', 0, 2 / 3],
  ['questions', 'Why? He asked “how?” Then he left.', 2, 1 / 3],
  ['questions', 'Do you know. I do?', 1, 0.5],
  ['exclamations', 'Wow! What a sea! It is blue.', 2, 1 / 3],
  ['first-person', "I’m sure we know. They don't.", 2, 0.5],
  ['second-person', 'You and your boat. It is yours.', 3, 1],
])('%s of “%s”: %i, by the twin %f', (form, text, count, twin) => {
  const reward = createOwnReward({ ...cases.form, form }, catalog, parts);
  const input = { prompt: '', text, finished: true };
  expect(reward.score(input)).toBeCloseTo(1 - 2 ** -count, 12);
  expect(reward.twin.score(input)).toBeCloseTo(twin, 12);
});

test.each<[string, number, number]>([
  ['Keep calm. Good luck!', 1, 1],
  ['Keep calm. Good  luck!\n', 1, 1],
  ['Good luck! Keep calm.', 0, 0],
  ['Keep calm and good luck! :)', 0, 1],
])('“%s” ends with the ending: %i, by the twin %i', (text, score, twin) => {
  const reward = createOwnReward(cases.ending, catalog, parts);
  expect([reward.score({ prompt: '', text, finished: true }), reward.twin.score({ prompt: '', text, finished: true })]).toEqual([
    score,
    twin,
  ]);
});

test.each<[string, TextDefinition, string]>([
  ['a pattern that RE2 has not', { ...cases.pattern, pattern: 'a(?=b)' }, 'Colors: field pattern: (?=: look-around is not supported'],
  ['code that is none', { ...cases.code, source: 'function score( {' }, 'Vowels: field source: line 1: '],
  ['code without score', { ...cases.code, source: '1' }, 'Vowels: field source: expected a function score(prompt, answer), got none'],
  [
    'a twin that cannot be read',
    { ...cases.words, twin: { ...cases.code, id: 'own-x', source: '(' } },
    'Sunny words: its twin Vowels: field source: line 1: ',
  ],
])('%s is refused in one sentence', (_, definition, sentence) => {
  expect(() => createOwnReward(definition, catalog, parts)).toThrow(sentence);
});

describe('code that fails on an answer', () => {
  it('gives the lowest of its range and says why, and its neighbours go on', () => {
    const fragile = { ...cases.code, range: [-2, 5] as [number, number], source: 'function score(p, a) { return a === "x" ? a.b.c : 99 }' };
    const reward = createOwnReward(fragile, catalog, parts);
    const bad = { prompt: '', text: 'x', finished: true };
    expect(reward.score(bad)).toBe(-2);
    expect(reward.fault?.(bad)).toBe("Vowels: line 1: cannot read property 'c' of undefined");
    expect(reward.terms(bad)).toEqual([{ name: 'code', value: -2, note: "line 1: cannot read property 'c' of undefined" }]);
    const good = { ...bad, text: 'y' };
    expect(reward.score(good)).toBe(5);
    expect(reward.fault?.(good)).toBeUndefined();
    expect(reward.terms(good)[0]?.note).toBe('returned 99');
  });

  it.each([
    ['time', 'while (a !== "x");', 'from line 1: does not end within a million steps'],
    ['memory', 'const t = []; while (a !== "x") t.push(new Array(100000).fill(1));', 'line 1: takes more memory than there is (32 MB)'],
  ])('is given up where it takes all %s on five answers in a row, and not before', (_, line, sentence) => {
    const source = `function score(p, a) { ${line} return 1 }`;
    const reward = createOwnReward({ ...cases.code, source }, catalog, parts);
    const faultOn = (text: string) => reward.fault?.({ prompt: '', text, finished: true });
    const spent = `Vowels: ${sentence}`;
    expect(['a', 'b', 'c', 'd', 'x', 'e', 'f', 'g', 'h', 'i'].map(faultOn)).toEqual([
      ...[spent, spent, spent, spent, undefined],
      ...[spent, spent, spent, spent, spent],
    ]);
    expect(faultOn('x')).toBe('Vowels: took more time or memory than it may on 5 answers in a row, and is not asked any more');
  });
});
