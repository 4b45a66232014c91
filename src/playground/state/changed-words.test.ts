import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedParts, countChanged } from './changed-words.ts';

describe('changed words', () => {
  it('joins to the text again, whatever was there before', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (previous, text) => {
        expect(
          changedParts(previous, text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('marks the words that are new, without the spaces around them', () => {
    expect(changedParts('the old wet garden', 'the lovely wet garden')).toEqual([
      { text: 'the ', changed: false },
      { text: 'lovely', changed: true },
      { text: ' wet garden', changed: false },
    ]);
  });

  it('marks neighbours as one part', () => {
    const parts = changedParts('a b c d', 'a x y d');
    expect(parts.filter((part) => part.changed)).toEqual([{ text: 'x y', changed: true }]);
    expect(countChanged(parts)).toBe(2);
  });

  it('marks nothing when there is nothing to compare with, or nothing changed', () => {
    expect(changedParts(undefined, 'a b')).toEqual([{ text: 'a b', changed: false }]);
    expect(changedParts('a b', 'a b')).toEqual([{ text: 'a b', changed: false }]);
    expect(changedParts(undefined, '')).toEqual([]);
  });
});
