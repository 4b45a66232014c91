import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { textPieces } from './text-pieces.ts';

/** Every id is a byte. */
const decode = (ids: readonly number[]) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(ids));
const bytes = (text: string) => [...new TextEncoder().encode(text)];
const textsOf = (ids: readonly number[]) => textPieces(decode, ids).map(({ text }) => text);

it('cuts at every token, and joins those that share a character', () => {
  expect(textPieces(decode, bytes('aé!'))).toEqual([
    { from: 0, to: 1, text: 'a' },
    { from: 1, to: 3, text: 'é' },
    { from: 3, to: 4, text: '!' },
  ]);
  expect(textsOf(bytes('😀 ok'))).toEqual(['😀', ' ', 'o', 'k']);
});

it('leaves what nothing completes alone, and what follows it whole', () => {
  expect(textsOf([0xf0, 0x9f, 0x61, 0x62])).toEqual(['\ufffd', '\ufffd', 'a', 'b']);
});

it('covers every token once, and well-formed text as it is', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const ids = bytes(text.replace(/\ufffd/g, ''));
      const pieces = textPieces(decode, ids);
      expect(pieces.flatMap(({ from, to }) => ids.slice(from, to))).toEqual(ids);
      expect(pieces.map((piece) => piece.text).join('')).toBe(decode(ids));
      expect(pieces.map((piece) => piece.text).every((piece) => [...piece].length === 1)).toBe(true);
    }),
  ));
