import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { latePart } from '../../ui/late-part.tsx';
import { counted } from '../parts/words.ts';
import { useProject, useWorkshop } from '../state/workshop-context.ts';
import type { Glance, Station } from '../station.ts';

export const poolStation: Station = {
  id: 'pool',
  name: 'Pool',
  purpose: 'Answers of the base that training chooses among, and what your rewards can reach with them before anything is trained.',
  useGlance,
  Body: latePart(() => import('./pool-body.tsx').then(({ PoolBody }) => PoolBody)),
};

function useGlance(): Glance {
  const { pool } = useWorkshop();
  const { status, done, total, scored, candidates, faults } = useStore(
    pool,
    useShallow(({ status, done, total, scored, candidates, scores }) => ({
      ...{ status, done, total, scored, candidates },
      // Of one that fails at an answer nobody knows yet whether it can score at all.
      faults: scores.status === 'done' ? scores.faults.length : 0,
    })),
  );
  const chosen = useProject((state) => state.project.rewards.length);
  const line = `${counted(candidates.length)} candidates`;
  switch (status) {
    case 'reading':
      return { line: 'Fetching the answers', done: false };
    case 'failed':
      return { line: 'Not there', done: false, next: 'Try again' };
    case 'missing':
      return {
        line: total === 0 ? 'No prompts yet' : `${counted(total)} answers to make`,
        done: false,
        next: total === 0 ? 'Add prompts' : 'Let the base answer',
      };
    case 'making':
      return { line: `${counted(done)} of ${counted(total)} answers`, done: false, working: done / Math.max(1, total) };
    case 'stopped':
    case 'ready':
      if (chosen === 0) return { line, done: false };
      if (faults > 0 && !scored) return { line: `${line}; a reward could not score`, done: false, next: 'See why' };
      if (!scored) return { line: `${line}, being scored`, done: false };
      return { line: `${line}, scored`, done: true, ...(status === 'stopped' ? { next: 'Go on, or train on what is there' } : {}) };
  }
}
