/** All packs that are here: what can be saved as a file, what was brought in and how much room it takes, and the way to bring in more. */
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { bytesOf, type KeptPack } from '../../packs/storage/kept-pack.ts';
import { sizeInWords } from '../../packs/storage/pack-storage.ts';
import type { MyPacksState } from '../state/my-packs.ts';
import { useTiller } from '../state/tiller-context.ts';
import { ImportButtons } from './import-buttons.tsx';
import { PackMessages } from './pack-messages.tsx';
import './packs-dialog.css';

export function PacksDialog({ onClose }: { readonly onClose: () => void }) {
  const { packs, myPacks } = useTiller();
  const { kept, room, place } = useStore(myPacks.store);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    void myPacks.refresh();
  }, [myPacks]);
  return (
    <dialog ref={dialog} className="packs-dialog" aria-labelledby="packs-heading" onClose={onClose}>
      <header>
        <h2 id="packs-heading">Packs</h2>
        <button type="button" className="button plain" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <p>
        A pack is a task with its rewards and the policies trained for it. Saved as a file it can be brought to any browser, put on any
        static host, or read by Python’s peft.
      </p>
      <PackMessages />
      <h3>In this browser</h3>
      {kept.length > 0 ? (
        <ul>
          {kept.map((pack) => (
            <Row key={pack.id} id={pack.id} label={pack.name} note={sizeInWords(bytesOf(pack))} mine={pack} />
          ))}
        </ul>
      ) : (
        <p className="note">None yet.</p>
      )}
      <p className="import">
        <ImportButtons /> <span className="note">or drop one anywhere on the page</span>
      </p>
      <p className="note">{roomInWords(kept, room, place)}</p>
      <h3>Of this site</h3>
      <ul>
        {packs.map(({ id, label }) => (
          <Row key={id} id={id} label={label} />
        ))}
      </ul>
    </dialog>
  );
}

interface RowProps {
  readonly id: string;
  readonly label: string;
  readonly note?: string;
  /** Only the browser's own can be deleted. */
  readonly mine?: KeptPack;
}

function Row({ id, label, note, mine }: RowProps) {
  const { packId, packs, myPacks, openPack } = useTiller();
  const { remove, send } = myPacks;
  const deleteIt = (pack: KeptPack) => {
    // What is on the page goes with it: the usual pack takes its place.
    const [usual] = packs;
    if (pack.id === packId && usual) openPack(usual.id);
    void remove(pack);
  };
  return (
    <li>
      <span className="pack-label">
        {label} {note && <small>{note}</small>}
      </span>
      <span className="actions">
        <button type="button" className="button plain" aria-label={`Save ${label} as a file`} onClick={() => void send({ id, label })}>
          Save
        </button>
        {mine && (
          <button type="button" className="button plain" aria-label={`Delete ${label}`} onClick={() => deleteIt(mine)}>
            Delete
          </button>
        )}
      </span>
    </li>
  );
}

/** What is kept, how much room there is, and whether the browser holds it. */
function roomInWords(kept: readonly KeptPack[], { usage, quota, persisted }: MyPacksState['room'], place: MyPacksState['place']): string {
  if (place === undefined) return '';
  if (place === 'memory') return 'This browser keeps nothing here (a private window?): packs stay for this visit only.';
  const own = sizeInWords(kept.reduce((sum, pack) => sum + bytesOf(pack), 0));
  const all =
    usage === undefined || quota === undefined
      ? ''
      : ` This site, the model included, uses ${sizeInWords(usage)} of ${sizeInWords(quota)}.`;
  const held =
    kept.length === 0 || persisted === undefined
      ? ''
      : persisted
        ? ' The browser keeps them until you delete them.'
        : ' The browser may clear them when room runs short: save what you need as files.';
  return `Kept: ${own}.${all}${held}`;
}
