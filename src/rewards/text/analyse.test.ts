import { describe, expect, it } from 'vitest';
import { analyseText } from './analyse.ts';
import { stem } from './stem.ts';
import { syllables } from './syllables.ts';

describe('analyseText', () => {
  it.each([
    ['', 1, 0],
    ['One. Two! Three?', 3, 3],
    ['He said "No." Then he left', 2, 6],
    ['It costs 3.50 dollars at e.g. noon', 2, 7],
    ['A list\nof lines', 2, 4],
  ])('cuts %j into %i sentences and %i words', (text, sentences, words) => {
    const analysis = analyseText(text);
    expect(analysis.sentences).toBe(sentences);
    expect(analysis.words).toHaveLength(words);
  });

  it('takes capitals inside a sentence for names, but not at its start', () => {
    const names = analyseText('Rivers run. Then Paris and I saw London.').words.filter(({ isName }) => isName);
    expect(names.map(({ facts }) => facts.lower)).toEqual(['paris', 'london']);
  });

  it('reads typographic apostrophes as plain ones', () => {
    expect(analyseText('Don’t').words[0]?.facts.lower).toBe("don't");
  });
});

describe('stem', () => {
  it.each([
    ['run', 'runs', 'running'],
    ['fall', 'falls', 'falling'],
    ['bake', 'bakes', 'baked', 'baking'],
    ['city', 'cities', "city's"],
    ['glass', 'glasses'],
    ['quick', 'quickly'],
    ['study', 'studies', 'studied', 'studying'],
  ])('sends the forms of %s to one string', (...forms) => {
    expect(new Set(forms.map(stem)).size).toBe(1);
  });
});

describe('syllables', () => {
  it.each([
    ['cat', 1],
    ['bread', 1],
    ['baked', 1],
    ['make', 1],
    ['water', 2],
    ['table', 2],
    ['wanted', 2],
    ['beautiful', 3],
    ['chlorophyll', 3],
    ['university', 5],
  ])('counts %s as %i', (word, count) => {
    expect(syllables(word)).toBe(count);
  });
});
