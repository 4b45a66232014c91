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
  const { frame } = strings;
  const minutes = readingMinutes(entry.strings);
  return (
    <article className="lesson">
      <header className="lesson-header">
        <p className="lesson-facts">
          {fill(frame.lessonNumber, { number: String(entry.number) })} · {fill(frame.minutes, { minutes })}
        </p>
        <h1 tabIndex={-1}>{entry.strings.title}</h1>
      </header>
      <LoadedLesson key={id} entry={entry} step={step} progress={progress} />
    </article>
  );
}

type Loading = { readonly lesson: Lesson } | { readonly error: string } | undefined;

function LoadedLesson({ entry, step, progress }: { readonly entry: LessonEntry } & Omit<LessonPageProps, 'id'>): ReactElement {
  const [loading, setLoading] = useState<Loading>();
  const [attempt, setAttempt] = useState(0);
  const [resumed] = useState(() => progress.getState().lessons[entry.id]?.step ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt starts over
  useEffect(() => {
    let wanted = true;
    setLoading(undefined);
    loadCode(() => entry.load()).then(
      (module) => wanted && setLoading({ lesson: module.default }),
      (error: unknown) => wanted && setLoading({ error: messageOf(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [entry, attempt]);

  if (!loading) return <p role="status">{strings.frame.loading}</p>;
  if ('error' in loading) {
    return (
      <div className="notice error" role="alert">
        <span>{fill(strings.frame.failed, { message: loading.error })}</span>
        <button type="button" className="button" onClick={() => setAttempt(attempt + 1)}>
          {strings.frame.again}
        </button>
        <button type="button" className="button" onClick={() => location.reload()}>
          {strings.frame.reload}
        </button>
      </div>
    );
  }
  const next = lessons[lessons.indexOf(entry) + 1];
  return <LessonPlayer entry={entry} lesson={loading.lesson} step={step ?? resumed} progress={progress} next={next} />;
}
