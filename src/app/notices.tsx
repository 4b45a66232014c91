/** Messages that wait until they are read, e.g. what was wrong with a link. */
import { useStore } from 'zustand';
import { useTiller } from '../playground/state/tiller-context.ts';

export function Notices() {
  const { view } = useTiller();
  const { notices, dismiss } = useStore(view);
  return (
    // There before anything is said: a live region that comes with its words is not read out.
    <section aria-label="Notices" role="status">
      {notices.map((notice) => (
        <div key={notice} className="notice">
          <span>{notice}</span>
          <span className="actions">
            <button type="button" className="button plain" onClick={() => dismiss(notice)}>
              Dismiss
            </button>
          </span>
        </div>
      ))}
    </section>
  );
}
