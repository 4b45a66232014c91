/** Which pack is on the table: a task and the rewards that its policies were trained for; the host's packs, and the browser's own. */
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import { useTiller } from '../state/tiller-context.ts';
import { DropZone } from './drop-zone.tsx';
import { FileMessages } from './file-messages.tsx';
import { PackMessages } from './pack-messages.tsx';
import { PacksDialog } from './packs-dialog.tsx';
import './pack-picker.css';

export function PackPicker() {
  const { pack, packId, packs, myPacks } = useTiller();
  const kept = useStore(myPacks.store, (state) => state.kept);
  const [managing, setManaging] = useState(false);
  const group = useId();
  return (
    <>
      <section className="pack-picker" aria-label="Pack">
        {packs.length + kept.length > 1 && (
          <fieldset>
            <legend className="visually-hidden">Pack</legend>
            {packs.map(({ id, label, task }) => (
              <PackChoice key={id} group={group} id={id} label={label} task={task} />
            ))}
            {kept.map(({ id, name, task }, i) => (
              <PackChoice key={id} group={group} id={id} label={name} task={task} own={i === 0 ? 'first' : 'more'} />
            ))}
          </fieldset>
        )}
        <p>{[...packs, ...kept].find(({ id }) => id === packId)?.task ?? pack.task}</p>
        <button type="button" className="button plain" aria-haspopup="dialog" onClick={() => setManaging(true)}>
          Packs …
        </button>
      </section>
      {managing ? <PacksDialog onClose={() => setManaging(false)} /> : <PackMessages />}
      <FileMessages />
      <DropZone />
    </>
  );
}

interface PackChoiceProps {
  readonly group: string;
  readonly id: string;
  readonly label: string;
  readonly task: string;
  /** The browser's own stand apart from the host's. */
  readonly own?: 'first' | 'more';
}

function PackChoice({ group, id, label, task, own }: PackChoiceProps) {
  const { packId, openPack } = useTiller();
  const described = useId();
  return (
    <label title={task} className={own === 'first' ? 'own' : undefined}>
      <input
        type="radio"
        className="visually-hidden"
        name={group}
        checked={id === packId}
        aria-describedby={described}
        onChange={() => openPack(id)}
      />
      <span className="pack-name">
        {label}
        {own && <span className="visually-hidden"> (in this browser)</span>}
      </span>
      <span id={described} className="visually-hidden">
        {task}
      </span>
    </label>
  );
}
