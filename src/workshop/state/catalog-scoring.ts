/** Scores by the site's own rewards, on the page and a few milliseconds at a time. The reader's own need the scoring worker. */
import { inPieces } from '../../measure/in-pieces.ts';
import type { Rewards } from '../../rewards/registry.ts';
import type { RewardInput, Scorer } from '../../rewards/reward.ts';
import type { Scoring, ScoringProgress } from './scoring.ts';

export function createCatalogScoring({ byId, guard }: Rewards): Scoring {
  return {
    async score(rewards, inputs, { signal, onProgress = () => {}, onFault = () => {} } = {}) {
      signal?.throwIfAborted();
      const scorers = rewards.flatMap((reward): Pick<Scorer, 'id' | 'score'>[] => {
        const known = typeof reward === 'string' ? byId.get(reward) : undefined;
        const id = typeof reward === 'string' ? reward : reward.id;
        if (!known) onFault({ reward: id, message: `${id} is none of the site's rewards` });
        return known ? [known] : [];
      });
      const again = (next: () => void) => setTimeout(next, 0);
      const steps = scoreAll([...scorers, guard], inputs, onProgress);
      const scores = await inPieces(
        steps,
        again,
        () => performance.now(),
        () => !signal?.aborted,
      );
      signal?.throwIfAborted();
      return scores ?? [];
    },
    dispose() {},
  };
}

function* scoreAll(
  scorers: readonly Pick<Scorer, 'id' | 'score'>[],
  inputs: readonly RewardInput[],
  onProgress: (progress: ScoringProgress) => void,
): Generator<undefined, Record<string, number>[]> {
  const scores: Record<string, number>[] = [];
  for (const input of inputs) {
    scores.push(Object.fromEntries(scorers.map((scorer) => [scorer.id, scorer.score(input)])));
    if (scores.length % 200 === 0) onProgress({ done: scores.length * scorers.length, total: inputs.length * scorers.length });
    yield;
  }
  return scores;
}
