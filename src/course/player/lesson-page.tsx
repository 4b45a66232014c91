/** Fetches a lesson and plays it; says what went wrong where it cannot. */

import { type ReactElement, useEffect, useState } from 'react';
import { messageOf } from '../../lm/errors.ts';
import { formatRoute } from '../../site/route.ts';
import { strings } from '../../strings/strings.ts';
import { loadCode } from '../../ui/late-part.tsx';
import type { Lesson } from '../lessons/lesson.ts';
import { findLesson, type LessonEntry, lessons } from '../lessons/registry.ts';
import type { ProgressStore } from '../progress-store.ts';
import { fill } from '../prose/parse-prose.ts';
import { readingMinutes } from '../prose/reading-time.ts';
import { LessonPlayer } from './lesson-player.tsx';
import '../lessons.css';

export interface LessonPageProps {
  readonly id: string;
  /** Index; without one the lesson goes on where it was left. */
  readonly step: number | undefined;
  readonly progress: ProgressStore;
}

export function LessonPage({ id, step, progress }: LessonPageProps): ReactElement {
  const entry = findLesson(id);
  if (!entry) {
    return (
      <div className="notice error" role="alert">
        <span>{strings.frame.missing}</span>
        <a href={formatRoute({ page: 'contents' })}>{strings.frame.toContents}</a>
      </div>
    );
  }
  return <OneLesson key={id} entry={entry} step={step} progress={progress} />;
}

function OneLesson({ entry, step, progress }: { readonly entry: LessonEntry } & Omit<LessonPageProps, 'id'>): ReactElement {
  const { lesson, error, retry } = useLesson(entry);
  const [resumed] = useState(() => progress.getState().lessons[entry.id]?.step ?? 0);
  const frame = strings.frame;
  return (
    <article className="lesson">
      <header className="lesson-header">
        <p className="lesson-facts">
          {fill(frame.lessonNumber, { number: String(entry.number) })}
          {lesson && <span> · {fill(frame.minutes, { minutes: readingMinutes(lesson.strings) })}</span>}
        </p>
        <h1 tabIndex={-1}>{entry.title}</h1>
      </header>
      {lesson ? (
        <LessonPlayer entry={entry} lesson={lesson} step={step ?? resumed} progress={progress} next={lessons[lessons.indexOf(entry) + 1]} />
      ) : error === undefined ? (
        <p role="status">{frame.loading}</p>
      ) : (
        <div className="notice error" role="alert">
          <span>{fill(frame.failed, { message: error })}</span>
          <button type="button" className="button" onClick={retry}>
            {frame.again}
          </button>
          <button type="button" className="button" onClick={() => location.reload()}>
            {frame.reload}
          </button>
        </div>
      )}
    </article>
  );
}

interface Loading {
  /** Undefined until its code and its texts are here. */
  readonly lesson?: Lesson;
  /** Why they could not be fetched. */
  readonly error?: string;
}

function useLesson(entry: LessonEntry): Loading & { readonly retry: () => void } {
  const [loading, setLoading] = useState<Loading>({});
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt starts over
  useEffect(() => {
    let wanted = true;
    setLoading({});
    loadCode(() => entry.load()).then(
      (module) => wanted && setLoading({ lesson: module.default }),
      (error: unknown) => wanted && setLoading({ error: messageOf(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [entry, attempt]);
  return { ...loading, retry: () => setAttempt(attempt + 1) };
}
