/** Keeps the scores of the pool's candidates up to date: the newest wish counts. */
import { createLatest } from '../../engine/latest.ts';
import { isAbort, messageOf } from '../../lm/errors.ts';
import { candidatesToScore } from './few-answers.ts';
import { noScores, type PoolScores, type PoolStore } from './pool-state.ts';
import type { ProjectStore } from './project.ts';
import { scorePool } from './score-pool.ts';
import type { RewardFault, Scoring, ScoringProgress } from './scoring.ts';

export interface Rescoring {
  /** Scores all candidates by the project's rewards. @param restMs How long no newer wish may come. */
  again(restMs: number): void;
  /** Ends what is under way; there are no scores then. */
  stop(): void;
}

export function createRescoring(store: PoolStore, project: ProjectStore, scoring: Pick<Scoring, 'score'>): Rescoring {
  const latest = createLatest();
  const show = (change: Partial<PoolScores>) => store.setState(({ scores }) => ({ scores: { ...scores, ...change } }));

  function stop(): void {
    latest.stop();
    store.setState({ scores: noScores, scored: undefined, partly: undefined });
  }

  async function score(signal: AbortSignal): Promise<void> {
    const candidates = candidatesToScore(store.getState().candidates, project.getState().project);
    show({ asked: candidates.length });
    const onProgress = ({ done, total, secondsLeft }: ScoringProgress) => {
      if (!signal.aborted) show({ done, total, secondsLeft });
    };
    // Told at once: a slow program takes minutes until it has failed at every answer.
    const onFault = (fault: RewardFault) => {
      if (!signal.aborted) show({ faults: [...store.getState().scores.faults, fault] });
    };
    const { rewards, scored, faults } = await scorePool(scoring, project.getState().project, candidates, { signal, onProgress, onFault });
    if (signal.aborted) return;
    const complete = rewards.length === project.getState().project.rewards.length;
    store.setState({ scored: complete ? scored : undefined, partly: { rewards, scored } });
    show({ status: 'done', faults, secondsLeft: undefined });
  }

  return {
    stop,
    again(restMs) {
      stop();
      if (store.getState().candidates.length === 0 || project.getState().project.rewards.length === 0) return;
      show({ status: 'scoring' });
      latest.ask(score, restMs).catch((error: unknown) => {
        if (!isAbort(error)) show({ status: 'failed', error: messageOf(error) });
      });
    },
  };
}
