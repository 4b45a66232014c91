/** The system prompt as a field: what the policies were trained under, until the reader writes another. */
import { type KeyboardEvent, useId, useRef } from 'react';
import { useStore } from 'zustand';
import { composes } from '../../ui/composing.ts';
import { fitField } from '../request/fit-field.ts';
import { sentenceOf } from '../request/prompt-length.tsx';
import { isTooLong } from '../state/prompt-size.ts';
import { useTiller } from '../state/tiller-context.ts';

export function SystemPrompt() {
  const { pack, request, promptSize, ask } = useTiller();
  const values = useStore(request);
  const { size } = useStore(promptSize);
  /** What the panes were asked with when the field was entered. */
  const asked = useRef(values.system);
  const id = useId();
  const tooLong = isTooLong({ size });
  const own = values.system === pack.system;

  const run = () => {
    if (request.getState().system === asked.current) return;
    asked.current = request.getState().system;
    void ask();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // As in the prompt: Enter sends, Shift+Enter breaks the line.
    if (event.key !== 'Enter' || event.shiftKey || composes(event)) return;
    event.preventDefault();
    run();
  };
  const restore = () => {
    values.setSystem(pack.system);
    run();
  };
  return (
    <fieldset className="system-prompt">
      <legend>
        <label htmlFor={id}>System prompt</label>
      </legend>
      <textarea
        id={id}
        className="field"
        rows={2}
        dir="auto"
        value={values.system}
        placeholder="None"
        spellCheck={false}
        aria-describedby={`${id}-note`}
        aria-invalid={tooLong || undefined}
        onFocus={() => {
          asked.current = request.getState().system;
        }}
        onChange={(event) => values.setSystem(fitField(event.target))}
        onKeyDown={onKeyDown}
        onBlur={run}
      />
      {/* A new paragraph whenever its words are others: a translating browser may have moved the old ones. */}
      <p key={String(own)} id={`${id}-note`} className="note">
        {own ? (
          'The policies were trained with this one.'
        ) : (
          <>
            The policies were trained with another: “<bdi>{pack.system}</bdi>” What was measured does not answer for this one.
          </>
        )}
      </p>
      {tooLong && size && <p className="prompt-too-long">{sentenceOf(size, values, pack.system)}</p>}
      {!own && (
        <button type="button" className="button" onClick={restore}>
          Put the trained one back
        </button>
      )}
    </fieldset>
  );
}
