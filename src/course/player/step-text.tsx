import type { ReactElement, RefObject } from 'react';
import type { StepStrings } from '../../strings/lesson-strings.ts';
import { strings } from '../../strings/strings.ts';
import { Formula } from '../../ui/formula.tsx';
import type { Numbers } from '../prose/parse-prose.ts';
import { Prose } from '../prose/prose.tsx';

export interface StepTextProps {
  /** Takes the focus when the step changes. */
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly words: StepStrings;
  readonly numbers: Numbers;
  readonly done: boolean;
}

/** A step's title, paragraphs, formula with its symbols, and task. */
export function StepText({ heading, words, numbers, done }: StepTextProps): ReactElement {
  const { title, prose, formula, task } = words;
  return (
    <>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {prose.map((paragraph) => (
        <p key={paragraph} className="story-text">
          <Prose text={paragraph} numbers={numbers} />
        </p>
      ))}
      {formula && (
        <div className="formula-block">
          <Formula tex={formula.tex} display />
          <dl aria-label={strings.frame.where}>
            {formula.symbols.map(([tex, meaning]) => (
              <div key={tex}>
                <dt>
                  <Formula tex={tex} />
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      {task !== undefined && (
        <p className="task" data-done={done || undefined}>
          <b className={done ? 'ticked' : undefined}>{done ? strings.frame.taskDone : strings.frame.task}</b>{' '}
          <Prose text={task} numbers={numbers} />
        </p>
      )}
    </>
  );
}
