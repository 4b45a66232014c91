/** The contents of the course: every lesson with what is live in it, its reading time, and how far the reader is. */
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { formatRoute } from '../site/route.ts';
import { strings } from '../strings/strings.ts';
import { lessons } from './lessons/registry.ts';
import type { ProgressStore } from './progress-store.ts';
import { fill } from './prose/parse-prose.ts';
import { readingMinutes } from './prose/reading-time.ts';
import './contents.css';

export function Contents({ progress }: { readonly progress: ProgressStore }): ReactElement {
  const { lessons: kept, forget } = useStore(progress);
  const { frame } = strings;
  const reached = lessons.filter(({ id }) => kept[id]?.reached).length;
  const begun = Object.keys(kept).length > 0;
  const onward = lessons.find(({ id }) => !kept[id]?.reached);
  return (
    <div className="contents">
      <div className="contents-head">
        <h1 tabIndex={-1}>{frame.contentsTitle}</h1>
        <p className="contents-lead">{frame.contentsLead}</p>
        <p className="contents-progress">
          {onward && (
            <a href={formatRoute({ page: 'lesson', lesson: onward.id })}>
              {fill(begun ? frame.resume : frame.start, { title: onward.strings.title })}
            </a>
          )}
          <span>{fill(frame.progress, { reached, lessons: lessons.length })}</span>
          {begun && (
            <button type="button" className="button plain" onClick={forget}>
              {frame.forget}
            </button>
          )}
        </p>
      </div>
      <ol>
        {lessons.map(({ id, number, strings: lesson }) => {
          const { step, reached: done } = kept[id] ?? { step: 0, reached: false };
          const stand = done ? frame.goalReached : kept[id] && fill(frame.stepsDone, { step: step + 1, steps: lesson.steps.length });
          return (
            <li key={id} style={{ listStyleType: marker(number) }} data-reached={done || undefined}>
              <a href={formatRoute({ page: 'lesson', lesson: id })}>{lesson.title}</a>
              <p>{lesson.live}</p>
              <p className="contents-facts">
                {fill(frame.minutes, { minutes: readingMinutes(lesson) })}
                {stand && <b> · {stand}</b>}
              </p>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** The number as a list marker: `7. `, or `14.2 ` for a part. An ordered list's own markers are whole numbers. */
function marker(number: number): string {
  return JSON.stringify(Number.isInteger(number) ? `${number}. ` : `${number} `);
}
