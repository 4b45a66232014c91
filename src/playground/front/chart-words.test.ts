import { expect, it } from 'vitest';
import type { PackReward } from '../state/pack-rewards.ts';
import { frontWords } from './chart-words.ts';

const rewards = ['Brevity', 'Richness'].map((label) => ({ id: label.toLowerCase(), label }) as PackReward);
const facts = {
  pack: { id: 'voice', label: 'Voice' },
  front: { prompts: ['a', 'b'], seeds: [1], commit: '0123456789abcdef' },
  rewards,
  axes: ['Brevity', 'Richness'] as const,
  weights: [0.7, 0.3],
  prompt: 'What is\na black hole?',
  date: new Date('2026-11-29T01:00:00Z'),
};

it('a saved chart says what its marks are, and where it is from', () => {
  expect(frontWords(facts)).toEqual({
    title: 'Richness against Brevity, pack “Voice”',
    caption:
      'Small marks are means over 2 held-out prompts × 1 seed, with 95 % intervals. Large marks are one text each, for “What is a black hole?” at 70 % brevity, 30 % richness.',
    source: 'Tiller, pack voice. Measured at commit 0123456789. Saved on 2026-11-29.',
  });
});

it('tells a sweep by its prompt or how many it had', () => {
  const captionOf = (prompts: readonly string[], samples: number) => frontWords({ ...facts, swept: { prompts, samples } }).caption;
  expect(captionOf(['Why?'], 1)).toMatch(/ Open marks and dotted lines are a sweep of “Why\?”, one sample each\.$/);
  expect(captionOf(['Why?', 'How?'], 3)).toMatch(/ a sweep of 2 prompts, 3 samples each\.$/);
});

it('and says nothing of what it does not show', () => {
  const words = frontWords({ ...facts, front: undefined, prompt: undefined });
  expect(words.caption).toBe('');
  expect(words.source).toBe('Tiller, pack voice. Saved on 2026-11-29.');
  expect(frontWords({ ...facts, prompt: 'long '.repeat(200) }).caption.length).toBeLessThan(280);
});
