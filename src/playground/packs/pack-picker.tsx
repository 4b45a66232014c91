/** Which pack is on the table: a task and the rewards that its policies were trained for. */
import { useId } from 'react';
import { useTiller } from '../state/tiller-context.ts';
import './pack-picker.css';

export function PackPicker() {
  const { pack, packs, openPack } = useTiller();
  const id = useId();
  return (
    <section className="pack-picker" aria-label="Pack">
      {packs.length > 1 && (
        <fieldset>
          <legend className="visually-hidden">Pack</legend>
          {packs.map((one) => (
            <label key={one.id} title={one.task}>
              <input
                type="radio"
                className="visually-hidden"
                name={id}
                checked={one.id === pack.id}
                aria-describedby={`${id}-${one.id}`}
                onChange={() => openPack(one.id)}
              />
              <span className="pack-name">{one.label}</span>
              <span id={`${id}-${one.id}`} className="visually-hidden">
                {one.task}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <p>{packs.find((one) => one.id === pack.id)?.task ?? pack.task}</p>
    </section>
  );
}
