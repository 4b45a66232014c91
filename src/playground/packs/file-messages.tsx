/** What came of a JSON file that was dropped, with what can be done about it. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useTiller } from '../state/tiller-context.ts';

export function FileMessages() {
  const tiller = useTiller();
  const { files } = tiller;
  const { said } = useStore(files.store);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another front is no other pack
  useEffect(() => files.resume(tiller), [files, tiller.packId]);
  return (
    <div className="pack-messages" role="status">
      {said && (
        <div className={said.failed ? 'notice error' : 'notice'}>
          <span>{said.text}</span>
          <span className="actions">
            {said.offer && (
              <button
                type="button"
                className="button"
                onClick={() => {
                  files.dismiss();
                  said.offer?.act();
                }}
              >
                {said.offer.label}
              </button>
            )}
            <button type="button" className="button plain" onClick={files.dismiss}>
              Dismiss
            </button>
          </span>
        </div>
      )}
    </div>
  );
}
