import { expect, it } from 'vitest';
import { loadLexicon } from '../../../scripts/lexicon.ts';
import { bulleting } from '../bulleting.ts';
import { numbering } from '../numbering.ts';
import { createRewards } from '../registry.ts';
import { formSeriesReward, withFormSeries } from './form-series.ts';

const input = (text: string) => ({ prompt: 'How do I bake a cake?', text, finished: true });
const texts = [
  'Here is a short answer:\n1. Beat the eggs for the cake.\n2. Fold in the sifted flour.',
  'Here is a short answer:\n- Beat the eggs for the cake.\n- Fold in the sifted flour.',
  'Here is a short answer:\n1. Beat the eggs for the cake.\n- Fold in the sifted flour.',
];
const prose = 'To bake a cake, beat the eggs and fold in the flour.';

it('is the fork itself at 0.7', () => {
  for (const text of [...texts, prose]) {
    for (const [arm, id] of [
      [numbering, 'numbering-70'],
      [bulleting, 'bulleting-70'],
    ] as const) {
      expect(formSeriesReward(id)?.score(input(text))).toBe(arm.score(input(text)));
      expect(formSeriesReward(id)?.twin.score(input(text))).toBe(arm.twin.score(input(text)));
    }
  }
});

it('changes what prose is worth and nothing else', () => {
  for (const hundredths of [0, 50, 60, 85, 100]) {
    const reward = formSeriesReward(`numbering-${hundredths}`);
    expect(reward?.score(input(prose))).toBeCloseTo((numbering.score(input(prose)) * hundredths) / 70, 12);
    expect(reward?.twin.score(input(prose))).toBe(hundredths / 100);
    expect(texts.map((text) => reward?.score(input(text)))).toEqual(texts.map((text) => numbering.score(input(text))));
    expect(reward?.formula).toContain(`plain ${hundredths / 100}`);
  }
});

it.each(['numbering', 'numbering-101', 'itemising-50', 'toString-50', 'numbering-5x', 'numbering--5'])('%s is none of it', (id) => {
  expect(formSeriesReward(id)).toBeUndefined();
});

it('is added by id beside the others, which stay as they are', () => {
  const rewards = createRewards(loadLexicon());
  const more = withFormSeries(rewards, ['numbering-60', 'bulleting', 'none']);
  expect([...more.byId.keys()]).toEqual([...rewards.byId.keys(), 'numbering-60']);
  expect(more.byId.get('bulleting')).toBe(bulleting);
});
