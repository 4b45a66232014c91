import { expect, it } from 'vitest';
import { createRng } from '../../math/rng.ts';
import { buildBpe } from './bpe.ts';
import { CONTROL } from './token-types.ts';

const NORMAL = 1;
const WORDS = [/\S+/gu];

/** A vocabulary of the letters a to d, then what each merge makes. */
function vocabulary(merges: readonly string[]): string[] {
  return [...new Set(['a', 'b', 'c', 'd', 'Ġ', ...merges.map((merge) => merge.replace(' ', ''))])];
}

/** The definition, at its word: again and again the first of the pairs of the lowest rank. */
function plainMerge(word: string, merges: readonly string[]): string[] {
  const tokens = [...word];
  for (;;) {
    const ranks = tokens.slice(1).map((token, i) => merges.indexOf(`${tokens[i]} ${token}`));
    const least = Math.min(...ranks.filter((rank) => rank >= 0));
    if (!Number.isFinite(least)) return tokens;
    const at = ranks.indexOf(least);
    tokens.splice(at, 2, `${tokens[at]}${tokens[at + 1]}`);
  }
}

it('merges as its definition says, whatever the merges are', () => {
  const next = createRng(11);
  const pick = (of: readonly string[]) => of[Math.floor(next() * of.length)] as string;
  for (let round = 0; round < 200; round++) {
    const merges: string[] = [];
    for (let i = 0; i < 12; i++) {
      const merge = `${pick(vocabulary(merges).filter((token) => token !== 'Ġ'))} ${pick(vocabulary(merges).filter((token) => token !== 'Ġ'))}`;
      if (!merges.includes(merge) && !vocabulary(merges).includes(merge.replace(' ', ''))) merges.push(merge);
    }
    const tokens = vocabulary(merges);
    const bpe = buildBpe(
      tokens,
      tokens.map(() => NORMAL),
      merges,
      WORDS,
    );
    const word = Array.from({ length: 1 + Math.floor(next() * 30) }, () => pick(['a', 'b', 'c', 'd'])).join('');
    expect(bpe.encode(word).map((id) => tokens[id])).toEqual(plainMerge(word, merges));
  }
});

it('finds the longest special token first, and leaves out what no token writes', () => {
  const tokens = ['a', '<|x|>', '<|x|>a', 'b'];
  const bpe = buildBpe(tokens, [NORMAL, CONTROL, CONTROL, NORMAL], [], WORDS);
  expect(bpe.encode('a<|x|>b<|x|>aéb')).toEqual([0, 1, 3, 2, 3]);
});

it('reads a word of any length in one go', () => {
  const tokens = ['a', 'b', 'aa', 'aaaa'];
  const bpe = buildBpe(
    tokens,
    tokens.map(() => NORMAL),
    ['a a', 'aa aa'],
    WORDS,
  );
  expect(bpe.encode(`${'a'.repeat(400_000)}b`)).toEqual([...new Array(100_000).fill(3), 1]);
});
