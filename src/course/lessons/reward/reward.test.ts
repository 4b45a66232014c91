import { expect, it } from 'vitest';
import { loadLexicon } from '../../../../scripts/lexicon.ts';
import { createRewards } from '../../../rewards/registry.ts';
import { creditOf, edit, examples, foolery, initial, inputOf, numbers, pieces, rewardOf } from './reward-state.ts';

const catalog = createRewards(loadLexicon());
const trick = 'The beach of the summer of the beach of the summer of the beach of the love of the joy of the best of the happy.';

it('an honest answer fools no reward, a hack fools one and is remembered', () => {
  for (const reward of catalog.byId.keys()) {
    for (const text of [examples.plainText, examples.cheerfulText, examples.shortText, '']) {
      expect(foolery({ ...initial, catalog, reward, text }), `${reward}: ${text}`).toBeUndefined();
    }
  }
  const fooled = edit({ ...initial, catalog }, { text: trick });
  expect(fooled.fooled).toEqual(foolery(fooled));
  expect(fooled.fooled?.value).toBe(rewardOf(fooled).score(inputOf(fooled)));
  expect(edit(fooled, { text: '' }).fooled).toBe(fooled.fooled);
});

it('the hack is not seen while the guard is not there', () => {
  expect(edit(initial, { text: trick }).fooled).toBeUndefined();
  expect(edit(edit(initial, { text: trick }), { catalog }).fooled).toBeDefined();
});

it('words joined are the text, and their credits with the empty text make its reward', () => {
  for (const text of ['', '  ', 'one', ' Two  words.\n', examples.cheerfulText]) {
    if (text.trim() !== '') expect(pieces(text).join('')).toBe(text);
    const state = { ...initial, catalog, text };
    const { empty, credits } = creditOf(state);
    const whole = rewardOf(state).score(inputOf({ ...state, text: pieces(text).join('') }));
    expect(credits.reduce((sum, credit) => sum + credit, empty)).toBeCloseTo(whole, 12);
  }
});

it('names the word that earned most', () => {
  expect(numbers({ ...initial, text: examples.cheerfulText }).bestWord).toMatch(/^\w+$/);
  expect(numbers({ ...initial, text: '' }).bestWord).toBe('');
});
