import { useStore } from 'zustand';
import { latePart } from '../../ui/late-part.tsx';
import { useWorkshop } from '../state/workshop-context.ts';
import type { Glance, Station } from '../station.ts';

export const keepStation: Station = {
  id: 'keep',
  name: 'Keep',
  purpose: 'What was trained meets prompts that nothing was trained on; then it goes to your packs, or out as a file.',
  useGlance,
  Body: latePart(() => import('./keep-body.tsx').then(({ KeepBody }) => KeepBody)),
};

function useGlance(): Glance {
  const { keep, runs } = useWorkshop();
  const trained = useStore(runs, (state) => state.runs.some(({ checkpoints }) => checkpoints.length > 0));
  const kept = useStore(keep.store, (state) => (state.kept && !state.kept.deleted ? state.kept.pack.name : undefined));
  const { status, done, total, front } = useStore(keep.measuring.store);
  if (!trained) return { line: 'Nothing trained yet', done: false };
  if (status === 'running') return { line: `Measuring, ${done} of ${total} answers`, done: false, working: total === 0 ? 0 : done / total };
  if (kept !== undefined) return { line: `“${kept}” is kept`, done: true };
  if (front) return { line: `Measured on ${front.prompts.length} prompts`, done: false, next: 'Keep the pack' };
  return { line: 'Not measured yet', done: false, next: 'Measure it' };
}
