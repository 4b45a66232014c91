import { expect, it } from 'vitest';
import { ggufRow } from './weights.ts';

it('finds the rows of two heads of 8 in the order that llama.cpp writes', () => {
  // reshape(2, 2, 4).swapaxes(1, 2) of the plain rows 0..15, by hand.
  const written = [0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15];
  for (let plain = 0; plain < 16; plain++) expect(written[ggufRow(plain, 8)]).toBe(plain);
});
