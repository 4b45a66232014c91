/** Scoring as a run needs it: every answer has a score of every reward, or the run says which has none and why. */
import type { Scorable, Scoring } from './scoring.ts';

const idOf = (reward: Scorable) => (typeof reward === 'string' ? reward : reward.id);

/**
 * A reward that fails at an answer has the lowest of its range there: that is told once, and stops nothing.
 * @param tell One sentence.
 * @returns a scoring that throws an Error of one sentence where a reward has no score at all, e.g. as the model that it asks is gone.
 */
export function checkedScoring(scoring: Pick<Scoring, 'score'>, tell: (sentence: string) => void): Pick<Scoring, 'score'> {
  const told = new Set<string>();
  return {
    async score(rewards, inputs, options) {
      const faults = new Map<string, string>();
      const scores = await scoring.score(rewards, inputs, {
        ...options,
        onFault: ({ reward, message }) => faults.set(reward, message),
      });
      const missing = rewards.map(idOf).find((id) => scores.some((record) => !Number.isFinite(record[id])));
      if (missing !== undefined) throw new Error(faults.get(missing) ?? `${missing} gave no number for an answer, expected a finite one`);
      for (const [reward, message] of faults) {
        if (!told.has(reward)) tell(`While the run trained, a reward failed at an answer and gave it its lowest score. ${message}`);
        told.add(reward);
      }
      return scores;
    },
  };
}
