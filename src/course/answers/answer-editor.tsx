import { type ReactElement, type ReactNode, useId } from 'react';
import type { PartAttributes } from '../lessons/lesson.ts';
import './answer-editor.css';

interface AnswerEditorProps extends PartAttributes {
  readonly words: { readonly answer: string; readonly examples: string };
  readonly text: string;
  /** Each a button that puts its text in the place of the reader's. */
  readonly examples: readonly { readonly label: string; readonly text: string }[];
  readonly onChange: (text: string) => void;
  /** Above the answer: what it answers. */
  readonly children?: ReactNode;
}

/** The most characters of a text that is typed into a figure. */
export const longestText = 600;

/** An answer to edit, and a few to start from. */
export function AnswerEditor({ words, text, examples, onChange, children, ...place }: AnswerEditorProps): ReactElement {
  const id = useId();
  return (
    <div {...place} className="answer-editor">
      {children}
      <label htmlFor={id}>{words.answer}</label>
      <textarea
        dir="auto"
        id={id}
        className="field"
        rows={4}
        maxLength={longestText}
        value={text}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <fieldset>
        <legend>{words.examples}</legend>
        {examples.map((example) => (
          <button key={example.label} type="button" className="button" onClick={() => onChange(example.text)}>
            {example.label}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
