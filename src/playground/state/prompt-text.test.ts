import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cutText, fitPrompt, fitTyped, promptLimit } from './prompt-text.ts';

const family = '👩‍👩‍👧‍👦';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a prompt that is cut', () => {
  it.each([
    ['a face', '😀'],
    ['a family', family],
    ['a flag', '🇳🇱'],
    ['a letter with an accent of its own', 'e\u0301'],
  ])('keeps %s whole or leaves it out', (_, character) => {
    for (let limit = 0; limit <= 3 * character.length; limit += 1) {
      const cut = cutText(character.repeat(3), limit);
      expect(cut).toBe(character.repeat(Math.floor(limit / character.length)));
    }
  });

  it('never has half a character, nor more than the limit', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '文', '\u0301', '😀', '\u200d', '🇳', family, '\r\n'), maxLength: 60 }),
        fc.nat(60),
        (text, limit) => {
          const cut = cutText(text, limit);
          expect(cut.length).toBeLessThanOrEqual(limit);
          expect(text.startsWith(cut)).toBe(true);
          expect(cut).not.toMatch(/\p{Cs}/u);
        },
      ),
    );
  });

  it('keeps the halves of a code point together in a browser that cannot tell characters', () => {
    vi.stubGlobal('Intl', { ...Intl, Segmenter: undefined });
    expect(cutText('a😀b', 2)).toBe('a');
    expect(cutText('a😀b', 3)).toBe('a😀');
  });

  it('is cut between code points where one character is longer than the limit', () => {
    const pile = `z${'\u0301'.repeat(5000)}`;
    expect(fitPrompt(pile)).toBe(pile.slice(0, promptLimit));
  });

  it('loses halves of characters', () => {
    expect(fitPrompt('a\ud83d b \ude00')).toBe('a\ufffd b \ufffd');
    expect(fitPrompt('😀')).toBe('😀');
  });
});

describe('a prompt that is typed', () => {
  it('stays as it is while it fits', () => {
    expect(fitTyped('hello', 2)).toEqual({ prompt: 'hello', caret: 2 });
  });

  it('loses the end of what was pasted, not what stood after it', () => {
    const pasted = '😀'.repeat(1500);
    const { prompt, caret } = fitTyped(`before ${pasted} after`, `before ${pasted}`.length);
    expect(prompt.length).toBeLessThanOrEqual(promptLimit);
    expect(prompt.startsWith('before 😀')).toBe(true);
    expect(prompt.slice(caret)).toBe(' after');
    expect(prompt).not.toMatch(/\p{Cs}/u);
  });
});
