import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { latePart } from '../../ui/late-part.tsx';
import { useWorkshop } from '../state/workshop-context.ts';
import type { Glance, Station } from '../station.ts';

export const trainStation: Station = {
  id: 'train',
  name: 'Train',
  purpose: 'A small adapter learns, here on your machine, to answer as the weights of your rewards ask. You can pause, leave and go on.',
  useGlance,
  Body: latePart(() => import('./train-body.tsx').then(({ TrainBody }) => TrainBody)),
};

function useGlance(): Glance {
  const { runs } = useWorkshop();
  const { step, steps, status, trains, count } = useStore(
    runs,
    useShallow(({ runs: all, live }) => {
      const shown = all.find(({ id }) => id === live?.id) ?? all.at(-1);
      return {
        ...{ step: shown?.step ?? 0, steps: shown?.steps ?? 0, status: shown?.status, trains: live !== undefined },
        count: all.filter((run) => run.status === 'done').length,
      };
    }),
  );
  const done = count > 0;
  if (trains) return { line: `Step ${step} of ${steps}`, done, working: steps === 0 ? 0 : step / steps };
  if (status === undefined) return { line: 'Nothing trained yet', done, next: 'Start a run' };
  if (status === 'done') return { line: `${count} ${count === 1 ? 'run' : 'runs'} done`, done };
  if (status === 'failed') return { line: `Stopped at step ${step} of ${steps}`, done, next: 'Fork it' };
  return { line: `Rests at step ${step} of ${steps}`, done, next: 'Go on' };
}
