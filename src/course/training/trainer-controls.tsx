import type { ReactElement } from 'react';
import { strings } from '../../strings/strings.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { fill } from '../prose/parse-prose.ts';
import type { Speed } from './protocol.ts';

/** What the controls set; a figure keeps it in its state, so that steps can set it too. */
export interface TrainerSettings {
  readonly playing: boolean;
  readonly speed: Speed;
  readonly seed: number;
  /** Times started over. */
  readonly run: number;
}

export interface TrainerControlsProps {
  readonly settings: TrainerSettings;
  readonly onChange: (change: Partial<TrainerSettings>) => void;
  /** Steps taken, and whether none is left. */
  readonly steps: number;
  readonly finished: boolean;
  readonly error: string | undefined;
  /** Takes this many steps of a paused training. */
  readonly onStep: (steps: number) => void;
  /** Steps of the Step button; default 1. */
  readonly stride?: number;
  /** Offered speeds in steps a second, beside full; default 5 and 50. */
  readonly speeds?: readonly number[];
}

/** Play, pause, step, slow motion, seed, start over. */
export function TrainerControls(props: TrainerControlsProps): ReactElement {
  const { settings, onChange, steps, finished, error, onStep, stride = 1, speeds = [5, 50] } = props;
  const { playing, speed, seed, run } = settings;
  const { frame } = strings;
  return (
    <fieldset className="trainer-controls">
      <legend className="visually-hidden">{frame.training}</legend>
      <button type="button" className="button primary" disabled={finished} onClick={() => onChange({ playing: !playing })}>
        {playing && !finished ? frame.pause : frame.play}
      </button>
      <button type="button" className="button" disabled={playing || finished} onClick={() => onStep(stride)}>
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
      <output>{fill(frame.stepsTaken, { steps })}</output>
      {error !== undefined && <p role="alert">{fill(frame.trainingFailed, { message: error })}</p>}
    </fieldset>
  );
}
