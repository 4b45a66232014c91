import { expect, it, vi } from 'vitest';
import { checkedScoring } from './checked-scoring.ts';
import type { Scoring, ScoringOptions } from './scoring.ts';

const inputs = ['one', 'two'].map((text) => ({ prompt: 'Why?', text, finished: true }));
const rewards = ['brevity', 'richness'];

function faulty(records: readonly Record<string, number>[], message?: string): Pick<Scoring, 'score'> {
  return {
    async score(_, __, { onFault }: ScoringOptions = {}) {
      if (message !== undefined) onFault?.({ reward: 'richness', message });
      return records;
    },
  };
}

const whole = inputs.map(() => ({ brevity: 1, richness: 0 }));

it('tells once that a reward failed at an answer, and hands its lowest score on', async () => {
  const tell = vi.fn();
  const scoring = checkedScoring(faulty(whole, 'Mine: line 2: no harbor here'), tell);
  expect(await scoring.score(rewards, inputs)).toBe(whole);
  await scoring.score(rewards, inputs);
  expect(tell.mock.calls).toEqual([
    ['While the run trained, a reward failed at an answer and gave it its lowest score. Mine: line 2: no harbor here'],
  ]);
});

it('stops where a reward has no score of an answer, and says why', async () => {
  const some: readonly Record<string, number>[] = [{ brevity: 1, richness: 0 }, { brevity: 1 }];
  const tell = vi.fn();
  await expect(checkedScoring(faulty(some, 'Mine: the model is not there: gone'), tell).score(rewards, inputs)).rejects.toThrow(
    'Mine: the model is not there: gone',
  );
  await expect(checkedScoring(faulty(some), tell).score(rewards, inputs)).rejects.toThrow('richness gave no number for an answer');
  expect(tell).not.toHaveBeenCalled();
});
