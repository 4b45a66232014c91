import type { ReactElement } from 'react';
import type { LessonStrings } from '../../strings/lesson-strings.ts';
import { strings } from '../../strings/strings.ts';
import type { Numbers } from '../prose/parse-prose.ts';
import { Prose } from '../prose/prose.tsx';

export interface GoalLineProps {
  readonly goal: LessonStrings['goal'];
  readonly numbers: Numbers;
  /** Reached, now or on an earlier visit. */
  readonly reached: boolean;
  /** The figure still knows how. */
  readonly known: boolean;
}

/** The lesson's goal, ticked and said aloud when it is reached. */
export function GoalLine({ goal, numbers, reached, known }: GoalLineProps): ReactElement {
  return (
    <div className="goal" data-reached={reached || undefined}>
      <p className="goal-line">
        <b>{strings.frame.goal}</b> <Prose text={goal.task} numbers={numbers} />
      </p>
      <p role="status" className="goal-line">
        {reached && (
          <>
            <b className="ticked">{strings.frame.goalDone}.</b> {known && <Prose text={goal.reached} numbers={numbers} />}
          </>
        )}
      </p>
    </div>
  );
}
