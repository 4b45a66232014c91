/** What came of bringing, sending or deleting a pack, with what can be done about it; and a link to a pack that is not here. */
import { useStore } from 'zustand';
import { LateCancel } from '../../ui/late-cancel.tsx';
import { useTiller } from '../state/tiller-context.ts';
import { ImportButtons } from './import-buttons.tsx';

export function PackMessages() {
  const { myPacks } = useTiller();
  const { said, missing, opening } = useStore(myPacks.store);
  return (
    <div className="pack-messages" role="status">
      {opening && (
        <p className="opening">
          Opening the pack … <LateCancel onCancel={opening.cancel} />
        </p>
      )}
      {missing && (
        <div className="notice">
          <span>
            This link is to a pack of a browser’s own (<span className="pack-id">{missing.id}</span>), which is not in this one. If you have
            its file or folder, import it: the link then opens as it was meant.
          </span>
          <span className="actions">
            <ImportButtons />
            <button type="button" className="button plain" onClick={() => myPacks.setMissing(undefined)}>
              Dismiss
            </button>
          </span>
        </div>
      )}
      {said && (
        <div className={said.kind === 'failed' ? 'notice error' : 'notice'}>
          <span>{said.text}</span>
          {said.kind !== 'working' && (
            <span className="actions">
              {said.kind === 'deleted' && (
                <button type="button" className="button" onClick={() => void myPacks.undo()}>
                  Undo
                </button>
              )}
              <button type="button" className="button plain" onClick={() => void myPacks.dismiss()}>
                Dismiss
              </button>
            </span>
          )}
        </div>
      )}
    </div>
  );
}
