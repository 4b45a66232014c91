import { type ReactElement, type ReactNode, useId } from 'react';

export interface FieldProps {
  readonly label: string;
  /** Below the field, quiet. */
  readonly hint?: string | undefined;
  /** What is wrong with what stands in it. */
  readonly error?: string | undefined;
  /** Draws the control with what it needs to be named and described. */
  readonly children: (control: { readonly id: string; readonly 'aria-describedby': string; readonly 'aria-invalid': boolean }) => ReactNode;
}

/** A labelled control with its hint and its error, which is read out when it comes. */
export function Field({ label, hint, error, children }: FieldProps): ReactElement {
  const id = useId();
  return (
    <div className="edit-field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-about`, 'aria-invalid': error !== undefined })}
      <p id={`${id}-about`} aria-live="polite">
        {error !== undefined ? <span className="field-error">{error}</span> : hint}
      </p>
    </div>
  );
}
