import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { countPhrase, foldText, soughtPhrase } from './find-phrases.ts';

const count = (phrase: string, text: string, matchCase = false) => countPhrase(foldText(text, matchCase), soughtPhrase(phrase, matchCase));

test.each<[string, string, number]>([
  ['sun', 'The sun, the Sun and SUN.', 3],
  ['sun', 'sunny sunset, sun-dried', 1],
  ['sun*', 'sunny sunset, unsung sun', 3],
  ['very good', 'very  good,\nvery\tgood; not very. Good', 2],
  ["don't", "I don’t, I don't.", 2],
  ['don', 'I don’t, Don did', 1],
  ["rock 'n' roll", "Rock 'n' Roll!", 1],
  ['na', 'na na nana', 2],
  ['!', 'Yes! No!!', 3],
  ['C++', 'C++ and C, c++.', 2],
  ['3', '3 of 33, 3.', 2],
  ['café', 'Cafe\u0301 CAFÉ cafés', 2],
  ['strasse', 'Die Straße, STRASSE', 2],
  ['ΟΔΟΣ', 'οδος, οδός οδοσ', 2],
  ['солнце', 'Солнце светит; солнцем', 1],
  ['你好', '他说你好吗', 1],
  ['ありがとう', 'どうもありがとうございます', 1],
  ['नमस्ते', 'नमस्ते दुनिया', 1],
  ['नम', 'नमस्ते दुनिया', 0],
  ['🙂', 'Hi 🙂🙂', 2],
  ['a', '', 0],
])('%s in “%s” %i times', (phrase, text, times) => {
  expect(count(phrase, text)).toBe(times);
});

it('minds capitals where it is asked to', () => {
  expect(count('Rose', 'Rose rose ROSE', true)).toBe(1);
  expect(count('Rose', 'Rose rose ROSE')).toBe(3);
});

describe('of words between spaces', () => {
  const word = fc.constantFrom('sun', 'sea', 'Sunny', 'été', 'a', 'ab', 'aba', '7', 'don’t');
  it('it counts as a plain list of words does', () => {
    fc.assert(
      fc.property(fc.array(word), word, (words, sought) => {
        const plain = (text: string) => text.normalize('NFC').toLowerCase();
        const twin = words.filter((one) => plain(one) === plain(sought)).length;
        expect(count(sought, words.join(' '))).toBe(twin);
      }),
    );
  });

  it('it finds what was put in, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        expect(count('velvet rope', `${before} velvet rope ${after}`)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
