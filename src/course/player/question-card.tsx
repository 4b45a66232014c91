/** The lesson's one question: choose, answer, and read why each choice is right or wrong. */
import { type ReactElement, useId, useState } from 'react';
import type { LessonStrings } from '../../strings/lesson-strings.ts';
import { strings } from '../../strings/strings.ts';
import { fill, type Numbers } from '../prose/parse-prose.ts';
import { Prose } from '../prose/prose.tsx';

export interface QuestionCardProps {
  readonly question: LessonStrings['question'];
  /** Index of the right choice. */
  readonly right: number;
  readonly numbers: Numbers;
  /** Index of the choice that was given, now or on an earlier visit. */
  readonly answer: number | undefined;
  readonly onAnswer: (choice: number) => void;
}

export function QuestionCard({ question, right, numbers, answer, onAnswer }: QuestionCardProps): ReactElement {
  const name = useId();
  const [chosen, setChosen] = useState(answer);
  const answered = answer !== undefined;
  const verdict = (choice: number) => (choice === right ? strings.frame.right : strings.frame.wrong);
  return (
    <section className="question" aria-label={strings.frame.question}>
      <fieldset>
        <legend>
          <b>{strings.frame.question}</b> <Prose text={question.ask} numbers={numbers} />
        </legend>
        {question.choices.map(({ text, why }, i) => (
          <div key={text} className="choice-line">
            <label>
              <input type="radio" name={name} checked={chosen === i} onChange={() => setChosen(i)} />
              <span>
                {fill(text, numbers)}
                {answer === i && <i> ({strings.frame.yourAnswer})</i>}
              </span>
            </label>
            {answered && (
              <p className="choice-why" data-verdict={i === right ? 'right' : 'wrong'}>
                <b>{verdict(i)}.</b> <Prose text={why} numbers={numbers} />
              </p>
            )}
          </div>
        ))}
      </fieldset>
      <button
        type="button"
        className="button question-button"
        disabled={chosen === undefined}
        onClick={() => {
          if (chosen !== undefined) onAnswer(chosen);
        }}
      >
        {strings.frame.answer}
      </button>
      <p role="status" className="visually-hidden">
        {/* Keyed, so that a second wrong answer is heard too. */}
        {answer !== undefined && <span key={answer}>{verdict(answer)}</span>}
      </p>
    </section>
  );
}
