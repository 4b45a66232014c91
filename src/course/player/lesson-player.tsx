/** One lesson: the steps' words on one side, the figure on the other, then goal, question and references. */
import { type ReactElement, useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { formatRoute, parseRoute } from '../../site/route.ts';
import { strings } from '../../strings/strings.ts';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { type FigureProps, type Lesson, moveStep, stateAtStep } from '../lessons/lesson.ts';
import type { LessonEntry } from '../lessons/registry.ts';
import { fitProgress, noProgress, type ProgressStore } from '../progress-store.ts';
import { fill } from '../prose/parse-prose.ts';
import { GoalLine } from './goal-line.tsx';
import { QuestionCard } from './question-card.tsx';
import { References } from './references.tsx';
import { SaveFigure } from './save-figure.tsx';
import { StepNavigation } from './step-navigation.tsx';
import { StepText } from './step-text.tsx';

export interface LessonPlayerProps<State extends object> {
  readonly entry: LessonEntry;
  readonly lesson: Lesson<State>;
  /** Index of the step in the address. */
  readonly step: number;
  readonly progress: ProgressStore;
  readonly next: LessonEntry | undefined;
}

/** Index of the step that the address asks for; `otherwise` where it names none, or another page. */
function stepInAddress(lesson: string, otherwise: number): number {
  const route = parseRoute(location.hash);
  return route.page === 'lesson' && route.lesson === lesson ? (route.step ?? otherwise) : otherwise;
}

export function LessonPlayer<State extends object>({ entry, lesson, step, progress, next }: LessonPlayerProps<State>): ReactElement {
  const { id } = entry;
  const last = lesson.steps.length - 1;
  const shown = Math.min(step, last);
  const [figure, setFigure] = useState(() => ({ step: shown, state: stateAtStep(lesson, shown) }));
  // The address decides which step is on; the figure follows before anything is drawn.
  if (figure.step !== shown) setFigure({ step: shown, state: moveStep(lesson, figure.state, figure.step, shown) });
  const { state } = figure;
  const set: FigureProps<State>['set'] = useCallback(
    (change) => setFigure((now) => ({ ...now, state: { ...now.state, ...(typeof change === 'function' ? change(now.state) : change) } })),
    [],
  );

  const kept = fitProgress(useStore(progress, ({ lessons }) => lessons[id]) ?? noProgress, lesson.strings);
  const { patch } = progress.getState();
  const current = lesson.steps[shown];
  const done = current?.done?.(state) ?? false;
  const reached = lesson.goal(state);
  useEffect(() => {
    patch(id, { step: shown });
  }, [patch, id, shown]);
  useEffect(() => {
    if (done && !kept.done.includes(shown)) patch(id, { done: [...kept.done, shown] });
  }, [patch, id, done, shown, kept.done]);
  useEffect(() => {
    if (reached && !kept.reached) patch(id, { reached: true });
  }, [patch, id, reached, kept.reached]);

  const heading = useRef<HTMLHeadingElement>(null);
  const drawing = useRef<HTMLElement>(null);
  const went = useRef(false);
  const go = (by: 1 | -1) => {
    // From the step in the address, which may be ahead of what is drawn: a busy page draws later than a quick reader presses.
    const to = Math.max(0, Math.min(last, stepInAddress(id, shown) + by));
    location.hash = formatRoute({ page: 'lesson', lesson: id, step: to });
    heading.current?.focus();
    went.current = true;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step has a heading of its own
  useEffect(() => {
    // The heading that had the focus is gone; who has moved on since keeps the place.
    if (went.current && document.activeElement === document.body) heading.current?.focus();
    went.current = false;
  }, [shown]);
  const words = lesson.strings.steps[shown];
  const numbers = lesson.numbers(state);
  const { Figure } = lesson;
  return (
    <div className="lesson-columns">
      <section className="lesson-story" aria-label={strings.frame.steps}>
        {words && <StepText key={shown} heading={heading} words={words} numbers={numbers} done={done || kept.done.includes(shown)} />}
        <StepNavigation
          lesson={id}
          titles={lesson.strings.steps.map(({ title }) => title)}
          step={shown}
          open={current?.done !== undefined && !done && !kept.done.includes(shown)}
          onGo={go}
        />
        <GoalLine goal={lesson.strings.goal} numbers={numbers} reached={reached || kept.reached} known={reached} />
      </section>
      <figure ref={drawing} className="lesson-figure" aria-label={fill(strings.frame.figure, { title: entry.title })}>
        <ErrorBoundary region="figure">
          <Figure
            state={state}
            set={set}
            step={shown}
            part={(name) => ({ 'data-part': name, 'data-lit': current?.part === name || undefined })}
          />
        </ErrorBoundary>
        <p className="figure-tools">
          <button
            type="button"
            className="button plain restart"
            onClick={() => setFigure({ step: shown, state: stateAtStep(lesson, shown) })}
          >
            {strings.frame.restart}
          </button>
          <SaveFigure figure={drawing} lesson={entry} title={entry.title} caption={words?.title ?? ''} />
        </p>
      </figure>
      <div className="lesson-end">
        <QuestionCard
          question={lesson.strings.question}
          right={lesson.right}
          numbers={numbers}
          answer={kept.answer}
          onAnswer={(answer) => patch(id, { answer })}
        />
        {entry.start !== undefined && (
          <p className="lesson-workshop">
            <a href={formatRoute({ page: 'workshop', start: entry.start })}>{lesson.strings.workshop}</a>
          </p>
        )}
        <References references={lesson.strings.references} />
        <nav aria-label={strings.frame.course} className="lesson-onward">
          <a href={formatRoute({ page: 'contents' })}>{strings.frame.toContents}</a>
          {next && <a href={formatRoute({ page: 'lesson', lesson: next.id })}>{fill(strings.frame.nextLesson, { title: next.title })}</a>}
        </nav>
      </div>
    </div>
  );
}
