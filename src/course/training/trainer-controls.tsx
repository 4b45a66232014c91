import type { ReactElement } from 'react';
import { strings } from '../../strings/strings.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { fill } from '../prose/parse-prose.ts';
import type { TrainerSettings } from './settings.ts';
import './trainer-controls.css';

/** What useTrainer gives. */
export interface Training {
  readonly progress: { readonly steps: number } | undefined;
  readonly error: string | undefined;
  step(steps: number): void;
}

export interface TrainerControlsProps {
  readonly settings: TrainerSettings;
  readonly onChange: (change: Partial<TrainerSettings>) => void;
  readonly training: Training;
  /** No step is left. */
  readonly finished: boolean;
  /** Steps of the Step button; default 1. */
  readonly stride?: number;
  /** Offered speeds in steps a second, beside full; default 5 and 50. */
  readonly speeds?: readonly number[];
}

/** Play, pause, step, slow motion, seed, start over. */
export function TrainerControls(props: TrainerControlsProps): ReactElement {
  const { settings, onChange, training, finished, stride = 1, speeds = [5, 50] } = props;
  const { playing, speed, seed, run } = settings;
  const frame = strings.frame;
  return (
    <fieldset className="trainer-controls">
      <legend className="visually-hidden">{frame.training}</legend>
      <button type="button" className="button primary" disabled={finished} onClick={() => onChange({ playing: !playing })}>
        {playing && !finished ? frame.pause : frame.play}
      </button>
      <button type="button" className="button" disabled={playing || finished} onClick={() => training.step(stride)}>
        {frame.oneStep}
      </button>
      <button type="button" className="button" onClick={() => onChange({ run: run + 1, playing: false })}>
        {frame.reset}
      </button>
      <label>
        {frame.speed}{' '}
        <select
          value={String(speed)}
          onChange={(event) => onChange({ speed: event.target.value === 'full' ? 'full' : Number(event.target.value) })}
        >
          {speeds.map((perSecond) => (
            <option key={perSecond} value={perSecond}>
              {fill(frame.speedPerSecond, { steps: perSecond })}
            </option>
          ))}
          <option value="full">{frame.speedFull}</option>
        </select>
      </label>
      <NumberField
        label={frame.seed}
        value={seed}
        min={0}
        max={0xffffffff}
        step={1}
        width="5em"
        onCommit={(value) => onChange({ seed: value })}
      />
      <output>{fill(frame.stepsTaken, { steps: training.progress?.steps ?? 0 })}</output>
      {training.error !== undefined && <p role="alert">{fill(frame.trainingFailed, { message: training.error })}</p>}
    </fieldset>
  );
}
