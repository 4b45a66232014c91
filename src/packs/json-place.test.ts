import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonFault } from './json-place.ts';

it.each([
  ['{"a": [1, NaN]}', { line: 1, column: 11, field: 'a.1', found: 'NaN]}' }],
  ['{\n "p": [\n  {"mean": NaN}\n ]\n}', { line: 3, column: 12, field: 'p.0.mean', found: 'NaN}' }],
  ['<!doctype html>', { line: 1, column: 1, field: '', found: '<!doctype html>' }],
  ['{"a": 1', { line: 1, column: 8, field: 'a', found: '' }],
  ['[1] 2', { line: 1, column: 5, field: '', found: '2' }],
  ['{"a": 01}', { line: 1, column: 8, field: 'a', found: '1}' }],
  ['', { line: 1, column: 1, field: '', found: '' }],
])('%j stops being JSON at a place', (text, place) => {
  expect(jsonFault(text)).toEqual(place);
});

it('agrees with the parser on what is JSON, whatever is cut, changed or put in', () => {
  const edits = fc.array(
    fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom('', ',', '"', '}', ']', '{', '[', ':', '\\', 'NaN', '1', '-', '.', ' ', '\u0001')),
    {
      maxLength: 3,
    },
  );
  fc.assert(
    fc.property(fc.json(), edits, (json, changes) => {
      let text = json;
      for (const [at, length, put] of changes) {
        const from = at % (text.length + 1);
        text = text.slice(0, from) + put + text.slice(from + length);
      }
      let parses = true;
      try {
        JSON.parse(text);
      } catch {
        parses = false;
      }
      expect(jsonFault(text) === undefined).toBe(parses);
    }),
    { numRuns: 2000, seed: 10 },
  );
});

it('reads a text that nests a hundred thousand lists without ending the stack', () => {
  expect(jsonFault('['.repeat(100_000))?.column).toBe(100_001);
  expect(jsonFault(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBeUndefined();
});
