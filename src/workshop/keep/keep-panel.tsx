/** The pack's name and card, and its ways out: the packs of this browser, the playground, a file. */
import { type ReactElement, useDeferredValue, useId, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { bundleEnding } from '../../packs/bundle.ts';
import { bytesOf, type KeptPack } from '../../packs/storage/kept-pack.ts';
import { sizeInWords } from '../../packs/storage/pack-storage.ts';
import { download } from '../../ui/download.ts';
import { useProject, useWorkshop } from '../state/workshop-context.ts';
import { bundleOf, type Offered } from './keep.ts';
import { packId } from './measure-words.ts';

const nameLimit = 80;

export function KeepPanel({ offered }: { readonly offered: Offered }): ReactElement {
  const { keep } = useWorkshop();
  const { saving, kept, said } = useStore(keep.store);
  const measured = useStore(keep.measuring.store, ({ of, front }) => of === offered.subject.id && front !== undefined);
  const project = useProject((state) => state.project.name);
  const [typed, setTyped] = useState<string>();
  const label = (typed ?? project).trim() || offered.subject.name;
  const named = { id: packId(label), label, task: offered.project.task };
  const name = useId();
  const save = () => {
    const made = keep.made(named);
    if (made) download(bundleOf(made), `${label.replace(/[^\p{L}\p{N} ._()-]/gu, '-')}${bundleEnding}`, 'application/zip');
  };
  return (
    <section className="keep-panel" aria-labelledby="keep-panel-heading">
      <h3 id="keep-panel-heading">Keep it</h3>
      <p>
        {measured
          ? 'The pack has the adapters, what was measured of them, the prompts, the recipe and a card that says how it was made.'
          : 'It is not measured yet: the pack plays all the same, and its card makes no claim.'}
      </p>
      <div className="keep-fields">
        <span>
          <label htmlFor={name}>Name</label>
          <input
            id={name}
            className="field"
            value={typed ?? project}
            placeholder={label}
            maxLength={nameLimit}
            onChange={(event) => setTyped(event.target.value)}
          />
        </span>
        <button type="button" className={measured ? 'button primary' : 'button'} disabled={saving} onClick={() => void keep.keep(named)}>
          Keep this pack
        </button>
        <button type="button" className="button" onClick={save}>
          Save as a file
        </button>
      </div>
      <div role="status" className="keep-said">
        {said && <p className="notice">{said}</p>}
        {kept && <Kept pack={kept.pack} deleted={kept.deleted} />}
      </div>
      <Card offered={offered} label={label} measured={measured} />
      <p className="measure-note">
        A file opens wherever Tiller runs, its adapters load in Python’s peft, and <code>python clp.py --bundle</code> in models/ trains on
        from it on a bigger machine.
      </p>
    </section>
  );
}

function Kept({ pack, deleted }: { readonly pack: KeptPack; readonly deleted: boolean }): ReactElement {
  const { keep } = useWorkshop();
  return deleted ? (
    <p className="notice">
      <span>“{pack.name}” is deleted.</span>
      <span className="actions">
        <button type="button" className="button" onClick={() => void keep.restore()}>
          Undo
        </button>
      </span>
    </p>
  ) : (
    <p className="notice">
      <span>
        “{pack.name}” is among your packs: {sizeInWords(bytesOf(pack))}.
      </span>
      <span className="actions">
        <a className="button" href={`#v=1&pack=${encodeURIComponent(pack.id)}`}>
          Open it in the playground
        </a>
        <button type="button" className="button plain" onClick={() => void keep.remove()}>
          Delete
        </button>
      </span>
    </p>
  );
}

interface CardProps {
  readonly offered: Offered;
  readonly label: string;
  /** Whether the front is of this pack: the card says what it says. */
  readonly measured: boolean;
}

/** README.md, as it will be. */
function Card({ offered, label, measured }: CardProps): ReactElement {
  const { keep } = useWorkshop();
  const shown = useDeferredValue(label);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is offered and whether it was measured change what `made` gives
  const card = useMemo(() => {
    const made = keep.made({ id: packId(shown), label: shown, task: offered.project.task });
    return new TextDecoder().decode(made?.files.get('README.md'));
  }, [keep, offered, measured, shown]);
  return (
    <details className="keep-card">
      <summary>Its card</summary>
      <pre>{card.replace(/^---\n.*?\n---\n+/s, '')}</pre>
    </details>
  );
}
