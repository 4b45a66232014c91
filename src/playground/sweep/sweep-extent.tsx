/** How far a sweep reaches: samples, weightings, prompts. A change extends the sweep; texts that are there already stay. */
import { useId } from 'react';
import { useTiller } from '../state/tiller-context.ts';
import { choiceOf, type Extent, firstPrompts, promptCounts } from './extent.ts';
import { type SweepSettings, sampleLimit } from './sweep-settings.ts';

interface SweepExtentProps {
  readonly settings: SweepSettings;
  /** A list of prompts is being written. */
  readonly listing: boolean;
  readonly onList: (listing: boolean) => void;
}

export function SweepExtent({ settings, listing, onList }: SweepExtentProps) {
  const { sweep, pack, front, request } = useTiller();
  const heldOut = front?.prompts ?? [];
  const { samples, grid, prompts } = settings;
  const extend = (extent: Partial<Extent>) => sweep.getState().start({ ...settings, ...extent });
  const choosePrompts = (value: string) => {
    onList(value === 'list');
    const present = request.getState().prompt;
    if (value === 'this') extend({ prompts: [present.trim() === '' ? (prompts[0] ?? '') : present] });
    else if (value !== 'list') extend({ prompts: firstPrompts(heldOut, Number(value), present) });
  };
  return (
    <div className="sweep-extent">
      <Pick label="Samples" value={samples} onPick={(value) => extend({ samples: Number(value) })}>
        {Array.from({ length: sampleLimit }, (_, i) => [i + 1, `${i + 1}`])}
      </Pick>
      {pack.rewards.length === 3 && (
        <Pick label="Weightings" value={grid} onPick={(value) => extend({ grid: value as Extent['grid'] })}>
          {[
            ['few', '16'],
            ['all', '66'],
          ]}
        </Pick>
      )}
      <Pick label="Prompts" value={listing ? 'list' : choiceOf(prompts, heldOut)} onPick={choosePrompts}>
        {[
          ['this', 'this one'],
          ...promptCounts(heldOut.length).map((count): [number, string] => [
            count,
            count === heldOut.length ? `all ${count} of the pack` : `${count} of the pack`,
          ]),
          ['list', 'a list of mine'],
        ]}
      </Pick>
    </div>
  );
}

interface PickProps {
  readonly label: string;
  readonly value: string | number;
  readonly children: readonly (readonly [value: string | number, label: string])[];
  readonly onPick: (value: string) => void;
}

function Pick({ label, value, children, onPick }: PickProps) {
  const id = useId();
  return (
    <span>
      <label htmlFor={id}>{label}</label>{' '}
      <select id={id} className="field" value={value} onChange={(event) => onPick(event.target.value)}>
        {children.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </span>
  );
}
