import type { ReactElement } from 'react';
import type { FigureProps } from '../lessons/lesson.ts';
import { TrainerControls, type Training } from '../training/trainer-controls.tsx';
import { controlled, type LabTraining } from './lab-training.ts';
import './lab.css';

interface LabControlsProps<State extends LabTraining<unknown>> extends Pick<FigureProps<State>, 'state' | 'set' | 'part'> {
  readonly training: Training;
  readonly stride?: number;
  readonly speeds: readonly number[];
}

/** The controls of a figure whose state is that of one training: the part `training`. */
export function LabControls<State extends LabTraining<unknown>>(props: LabControlsProps<State>): ReactElement {
  const { state, set, part, training, stride, speeds } = props;
  return (
    <div className="lab-training" {...part('training')}>
      <TrainerControls
        settings={state.trainer}
        // What `controlled` gives is a part of every such state, which the compiler cannot see of a State that it does not know.
        onChange={(settings) => set((now) => controlled(now, settings) as Partial<State>)}
        training={training}
        finished={state.finished}
        stride={stride}
        speeds={speeds}
      />
    </div>
  );
}
