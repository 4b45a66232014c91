/** The triangle in the place of the chart: what colours it, and the sliders' weights as its handle. */
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { ChartPolicy } from '../../charts/chart-data.ts';
import { TriangleChart } from '../../charts/triangle/triangle-chart.tsx';
import { useTiller } from '../state/tiller-context.ts';
import { useShownSweep } from './live-front.tsx';
import { colouring, utilityColour } from './triangle-data.ts';
import { useFronts } from './use-fronts.ts';

export function TrianglePanel() {
  const { rewards, front, mix, panes } = useTiller();
  const { weights, beyond, moveTo, settle } = useStore(mix);
  const shownPanes = useStore(panes, (state) => state.panes);
  const { measured, drawn } = useFronts();
  // What the reader's sweep made may lag behind: it changes many times a second.
  const swept = useDeferredValue(useShownSweep());
  const steered = useMemo(
    () =>
      [...measured, ...swept.map((policy) => ({ ...policy, label: `${policy.label}, sweep` }))].filter(({ points }) =>
        points.some((point) => point.weights.length === 3),
      ),
    [measured, swept],
  );
  const [colour, setColour] = useState(rewards[0]?.id ?? utilityColour);
  const [ofChosen, setOf] = useState<string>();
  const [lessChosen, setLess] = useState<string>();
  // Unless chosen: the first pane's that the weights steer.
  const of =
    steered.find(({ id }) => id === ofChosen) ?? steered.find(({ id }) => shownPanes.some((pane) => pane.policy === id)) ?? steered[0];
  const less = steered.find(({ id }) => id === lessChosen && id !== of?.id);
  const scale = front?.scale;
  const coloured = useMemo(
    () => colouring({ colour, of, less, drawn, weights: colour === utilityColour ? weights : undefined, rewards, scale }),
    [colour, of, less, drawn, weights, rewards, scale],
  );
  return (
    <>
      {of && (
        <div className="triangle-picks">
          <Pick
            label="Colour"
            value={colour}
            onPick={setColour}
            options={[...rewards, { id: utilityColour, label: 'Utility at these weights' }]}
          />
          <Pick label="of" value={of.id} onPick={setOf} options={steered} />
          <Pick
            label="less"
            value={less?.id ?? ''}
            onPick={setLess}
            options={[{ id: '', label: 'nothing' }, ...steered.filter(({ id }) => id !== of.id)]}
          />
        </div>
      )}
      <TriangleChart rewards={rewards} weights={weights} beyond={beyond} {...coloured} onMove={moveTo} onSettle={settle} />
      <p className="front-note">
        {`${of ? 'Each cell is the mean of its own weighting, measured or swept; nothing is interpolated, and hatched is what is far from all of them. ' : 'This pack has no measured front yet. '}Drag the point, or click: the sliders follow.`}
        {less && ' Slanted numbers: no difference is shown, 0 lies inside their interval.'}
        {colour === utilityColour && ' Utility: the weights times the means, each mean scaled from 0 to 1 by what base and experts reach.'}
      </p>
    </>
  );
}

interface PickProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Pick<ChartPolicy, 'id' | 'label'>[];
  readonly onPick: (id: string) => void;
}

function Pick({ label, value, options, onPick }: PickProps) {
  const id = useId();
  return (
    <span className="triangle-pick">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="field" value={value} onChange={(event) => onPick(event.target.value)}>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}
