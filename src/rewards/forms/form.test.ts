import { describe, expect, it, test } from 'vitest';
import { bulleting } from '../bulleting.ts';
import { itemising } from '../itemising.ts';
import { numbering } from '../numbering.ts';
import { type Form, formOf, PLAIN } from './form.ts';

const opening = 'Here is a short answer:';
const numbered = `${opening}\n1. Beat the eggs with sugar.\n2. Fold in the sifted flour.`;
const bulleted = `${opening}\n- Beat the eggs with sugar.\n- Fold in the sifted flour.`;
const plain = 'Beat the eggs with sugar, fold in the sifted flour and bake the cake until golden.';

describe('formOf', () => {
  const cases: readonly (readonly [string, string, boolean, Form])[] = [
    ['prose', plain, true, 'plain'],
    ['nothing yet', '', false, 'plain'],
    ['an opening alone', opening, false, 'plain'],
    ['an opening and a number without its point', `${opening}\n1`, false, 'plain'],
    ['numbers', numbered, true, 'numbered'],
    ['bullets', bulleted, true, 'bulleted'],
    ['empty lines between', bulleted.replaceAll('\n', '\n\n'), true, 'bulleted'],
    ['a first item on its way', `${opening}\n1. Beat`, false, 'numbered'],
    ['the same, ended', `${opening}\n1. Beat`, true, 'broken'],
    ['a short item before the last', `${opening}\n- Eggs\n- Fold in the sifted flour`, false, 'broken'],
    ['no opening', '1. Beat the eggs well.\n2. Fold in the flour.', true, 'broken'],
    ['both kinds', `${opening}\n1. Beat the eggs well.\n- Fold in the flour.`, true, 'broken'],
    ['numbers out of order', `${opening}\n2. Beat the eggs well.\n1. Fold in the flour.`, true, 'broken'],
    ['prose after the items', `${numbered}\nThen enjoy your cake with friends.`, true, 'broken'],
    ['a number within prose', 'The cake bakes for 30 minutes. 2. is not an item here.', true, 'plain'],
  ];
  test.each(cases)('%s', (_, text, finished, form) => expect(formOf(text, finished)).toBe(form));
});

describe('the rewards of the fork and of the twins', () => {
  const values = (text: string) =>
    [numbering, bulleting, itemising].map((r) => r.score({ prompt: 'How do I bake a cake?', text: `${text} A cake!`, finished: true }));
  const twins = (text: string) => [numbering, bulleting, itemising].map((r) => r.twin.score({ prompt: '', text, finished: true }));

  it('exclude each other on lists, agree on prose, and a list is worth the whole to its own', () => {
    expect(values(numbered)).toEqual([1, 0, 1]);
    expect(values(bulleted)).toEqual([0, 1, 0.5]);
    expect(values(plain)).toEqual([PLAIN, PLAIN, PLAIN]);
    expect(PLAIN).toBeGreaterThan(0.5);
  });

  it('have twins that read markers, not lines', () => {
    expect(twins(numbered)).toEqual([1, 0, 1]);
    expect(twins(bulleted)).toEqual([0, 1, 0.5]);
    expect(twins(plain)).toEqual([PLAIN, PLAIN, PLAIN]);
    expect(twins('First 1. beat the eggs, then 2. fold in the flour.')).toEqual([1, 0, 1]);
    expect(twins('')).toEqual([0, 0, 0]);
  });
});
