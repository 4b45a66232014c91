import type { ReactElement } from 'react';

/** Whether capitals are told from small letters. */
export function MatchCase<Draft extends { readonly matchCase: boolean }>({
  draft,
  onChange,
}: {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}): ReactElement {
  return (
    <label className="edit-check">
      <input
        type="checkbox"
        checked={draft.matchCase}
        onChange={({ currentTarget: { checked } }) => onChange({ ...draft, matchCase: checked })}
      />
      Capitals matter
    </label>
  );
}
