import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createTextStream } from './text-stream.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What is shown after each byte of the text comes alone. */
function shown(text: string): string[] {
  const stream = createTextStream();
  const pieces = Array.from(bytesOf(text), (byte) => stream.push(Uint8Array.of(byte)));
  return [...pieces, stream.end()].filter((piece) => piece !== '');
}

describe('a text stream', () => {
  test.each(['👨‍👩‍👧', '🇫🇷', '👍🏽', '🏳️‍🌈', '❤️', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'])('shows %s as a whole or not at all', (emoji) => {
    expect(shown(`a${emoji}b`)).toEqual(['a', `${emoji}b`]);
    expect(shown(`a${emoji}`)).toEqual(['a', emoji]);
  });

  test('shows all but the last of a row of emoji', () => {
    expect(shown('😀😀🇫🇷🇩🇪')).toEqual(['😀', '😀', '🇫🇷', '🇩🇪']);
  });

  test('shows whole emoji in a browser without Intl.Segmenter', async () => {
    vi.stubGlobal('Intl', {});
    vi.resetModules();
    const { createTextStream: createBare } = await import('./text-stream.ts');
    vi.unstubAllGlobals();
    const stream = createBare();
    const pieces = Array.from(bytesOf('a👨‍👩‍👧b🇫🇷'), (byte) => stream.push(Uint8Array.of(byte)));
    expect([...pieces, stream.end()].filter((piece) => piece !== '')).toEqual(['a', '👨‍👩‍👧b', '🇫🇷']);
  });

  test('lets plain letters through at once', () => {
    expect(shown('né!')).toEqual(['n', 'é', '!']);
  });

  test('replaces broken UTF-8 at the end', () => {
    const stream = createTextStream();
    expect(stream.push(bytesOf('é').subarray(0, 1))).toBe('');
    expect(stream.end()).toBe('\ufffd');
  });

  test('any bytes in any pieces give what decoding them at once gives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.string({ unit: 'grapheme' }).map(bytesOf)), { maxLength: 12 }),
        (pieces) => {
          const stream = createTextStream();
          const text = pieces.map((piece) => stream.push(piece)).join('') + stream.end();
          const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
          expect(text).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole));
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  test('no shown prefix is cut inside a grapheme of emoji', () => {
    const emoji = fc.constantFrom('😀', '👨‍👩‍👧', '🇫🇷', '👍🏽', 'x', ' ', '❤️');
    const segments = (text: string) => new Set([...new Intl.Segmenter('en').segment(text)].map(({ index }) => index));
    fc.assert(
      fc.property(fc.array(emoji, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const borders = segments(text).add(text.length);
        let length = 0;
        for (const piece of shown(text)) {
          length += piece.length;
          expect(borders).toContain(length);
        }
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});
