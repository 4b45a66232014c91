import { expect, it } from 'vitest';
import type { LessonStrings } from '../../strings/lesson-strings.ts';
import { countWords, fill, numberText, parseProse } from './parse-prose.ts';
import { lessonWords, readingMinutes } from './reading-time.ts';

it('reads numbers, terms, formulas and stress, and leaves the rest as it is', () => {
  expect(parseProse('At $\\frac{a}{b}$ the [front] and [the weights](preference-vector) are *all* {gap}.')).toEqual([
    { kind: 'text', text: 'At ' },
    { kind: 'formula', tex: '\\frac{a}{b}' },
    { kind: 'text', text: ' the ' },
    { kind: 'term', text: 'front', term: 'front' },
    { kind: 'text', text: ' and ' },
    { kind: 'term', text: 'the weights', term: 'preference-vector' },
    { kind: 'text', text: ' are ' },
    { kind: 'stress', text: 'all' },
    { kind: 'text', text: ' ' },
    { kind: 'number', name: 'gap' },
    { kind: 'text', text: '.' },
  ]);
  expect(parseProse('[Preference vector]')).toEqual([{ kind: 'term', text: 'Preference vector', term: 'preference-vector' }]);
  expect(parseProse('<b>no</b>')).toEqual([{ kind: 'text', text: '<b>no</b>' }]);
  expect(parseProse('')).toEqual([]);
});

it('writes whole numbers whole, others with two decimals, and a true minus', () => {
  const numbers = { whole: 12, real: 0.4999, below: -0.25, nothing: -0.001, text: '3 of 4' };
  expect(Object.keys(numbers).map((name) => numberText(numbers, name))).toEqual(['12', '0.50', '−0.25', '0.00', '3 of 4']);
  expect(fill('{whole} of {real}', numbers)).toBe('12 of 0.50');
  expect(() => fill('{other}', { whole: 1 })).toThrow('the text asks for {other}, got only whole');
});

it('counts words as they are read', () => {
  expect(countWords('The [preference vector] is $w$, at {n} points.')).toBe(8);
});

it('takes a minute for 180 words, and half a minute for each thing to do', () => {
  const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');
  const lesson: LessonStrings = {
    live: 'not counted',
    steps: [
      { title: words(3), prose: [words(100), words(77)] },
      { title: words(4), prose: [words(150)], task: words(20), formula: { tex: 'x', symbols: [['x', words(2)]] } },
    ],
    goal: { task: words(2), reached: 'not counted' },
    question: { ask: words(1), choices: [{ text: words(1), why: 'not counted' }] },
    figure: {},
    references: [],
  };
  expect(lessonWords(lesson)).toBe(360);
  // Two of reading; a task, the goal and the question are one and a half.
  expect(readingMinutes(lesson)).toBe(4);
});
