/** A project that could not be read: why, and what can be done with it. It goes only when the reader says so, twice. */
import { type ReactElement, useRef, useState } from 'react';
import { messageOf } from '../lm/errors.ts';
import { saveProject } from './save-project.ts';
import type { AsideProject } from './state/project-shelf.ts';
import { useWorkshop } from './state/workshop-context.ts';

export function AsideNotice({ aside }: { readonly aside: AsideProject }): ReactElement {
  const { project, notices } = useWorkshop();
  const [leaving, setLeaving] = useState(false);
  const actions = useRef<HTMLSpanElement>(null);
  /** The button that was pressed goes: the focus stays beside those that come. */
  const ask = (now: boolean) => {
    actions.current?.focus();
    setLeaving(now);
  };
  const forget = () =>
    project
      .getState()
      .forgetAside(aside.id)
      .catch((error: unknown) => notices.getState().notify(`The project could not be deleted: ${messageOf(error)}`));
  return (
    <div className="notice">
      <span>{leaving ? 'It goes for good.' : `${aside.reason}. It could not be read, so it is kept aside as it was.`}</span>
      <span className="actions" ref={actions} tabIndex={-1}>
        {leaving ? (
          <>
            <button type="button" className="button" onClick={forget}>
              Delete it
            </button>
            <button type="button" className="button plain" onClick={() => ask(false)}>
              Keep it
            </button>
          </>
        ) : (
          <>
            <button type="button" className="button" onClick={() => saveProject(aside.kept)}>
              Save it as a file
            </button>
            <button type="button" className="button plain" onClick={() => ask(true)}>
              Delete …
            </button>
          </>
        )}
      </span>
    </div>
  );
}
