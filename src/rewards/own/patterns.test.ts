import { beforeAll, describe, expect, it, test } from 'vitest';
import { loadPatterns, type Patterns } from './patterns.ts';

let patterns: Patterns;
beforeAll(async () => {
  patterns = await loadPatterns();
});

const count = (pattern: string, text: string, matchCase = false) => patterns.compile(pattern, matchCase).count(text);

test.each<[string, string, number]>([
  ['\\bthe\\b', 'The end of the other theme.', 2],
  ['^- ', '- one\n- two\n-three', 2],
  ['\\?$', 'Why?\nSo.\nHow?', 2],
  ['x*', 'xx y x', 2],
  ['\\p{Greek}+', 'alpha αβγ δ', 2],
  ['🙂', '🙂 and 🙂', 2],
  ['a.c', 'abc a\nc', 1],
  ['', 'abc', 0],
])('%s in “%s”: %i matches that are not empty', (pattern, text, matches) => {
  expect(count(pattern, text)).toBe(matches);
});

it('minds capitals where it is asked to', () => {
  expect([count('Rose', 'Rose ROSE'), count('Rose', 'Rose ROSE', true)]).toEqual([2, 1]);
});

describe('what RE2 has not is refused by name', () => {
  test.each([
    ['a(?=b)', '(?=: look-around is not supported, as it is not linear in time'],
    ['a(?!b)', '(?!: look-around is not supported, as it is not linear in time'],
    ['(?<=x)a', '(?<=x)a: look-around is not supported, as it is not linear in time'],
    ['(?<!x)a', '(?<!x)a: look-around is not supported, as it is not linear in time'],
    ['(a)\\1', '\\1: back-references are not supported, as they are not linear in time'],
    ['(?<x>a)\\k<x>', '\\k: back-references are not supported, as they are not linear in time'],
    ['(?>a)', '(?>: atomic groups are not supported'],
    ['a++', '++: possessive repetition is not supported'],
    ['\\u0041', '\\u: a character by its number is written \\x{1F600}'],
    ['(a', 'missing closing ): (a'],
    ['a{2000}', 'invalid repeat count: {2000}'],
    ['((a{100}){100}){100}', 'invalid repeat count: {100}'],
    ['[z-a]', 'invalid character class range: z-a'],
    ['*a', 'missing argument to repetition operator: *'],
    ['(?:a{1000}|b{1000}){1}(?:c{1000}|d{1000})(?:e{1000}|f{1000})', 'pattern too large: expected at most 5000 steps, got '],
  ])('%s', (pattern, sentence) => {
    expect(() => patterns.compile(pattern, false)).toThrow(sentence);
  });
});

it('ends on texts that keep others busy for ever', () => {
  const text = `${'a'.repeat(5000)}b`;
  for (const pattern of ['^(a+)+$', '(a|aa)+$', '(a*)*c', '(.*)(.*)(.*)(.*)(.*)x']) expect(count(pattern, text)).toBe(0);
});
