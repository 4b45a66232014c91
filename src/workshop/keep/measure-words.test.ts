import { expect, it } from 'vitest';
import { isPlainName } from '../../packs/fields.ts';
import { estimatedSeconds, packId, promptChoices, timeInWords, usualSettings } from './measure-words.ts';

it('tells times as coarsely as they are known', () => {
  const words = ['less than a minute', 'about 1 minute', 'about 4 minutes', 'about 2 hours', 'about 2 hours'];
  expect([20, 45, 240, 5399, 7300].map(timeInWords)).toEqual(words);
  expect(estimatedSeconds(100, 64, 0.01)).toBeCloseTo(51.2, 6);
});

it('offers few prompts first, and all of them', () => {
  expect([promptChoices(40), promptChoices(10), promptChoices(2)]).toEqual([[5, 10, 20, 40], [5, 10], [2]]);
  expect([usualSettings(40).prompts, usualSettings(3).prompts]).toEqual([20, 3]);
});

it('any name gives an id that a pack may have', () => {
  const ids = ['Short & rich', 'Über uns', '日本語', '', '---', 'x'.repeat(80), '__proto__'].map(packId);
  expect(ids.slice(0, 5)).toEqual(['short-rich', 'uber-uns', 'workshop', 'workshop', 'workshop']);
  expect(ids.every(isPlainName)).toBe(true);
});
