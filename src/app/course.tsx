/** The course's page: its masthead, and the contents or one lesson. Loads neither the language model nor the playground. */
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { Contents } from '../course/contents.tsx';
import { findLesson } from '../course/lessons/registry.ts';
import { LessonPage } from '../course/player/lesson-page.tsx';
import { createProgressStore, followTabs } from '../course/progress-store.ts';
import { fill } from '../course/prose/parse-prose.ts';
import { parseEmbed } from '../site/embed.ts';
import { registerServiceWorker } from '../site/register-service-worker.ts';
import type { Route } from '../site/route.ts';
import { visitStorage } from '../site/storage.ts';
import { strings } from '../strings/strings.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { OpenInTiller } from './embed/open-in-tiller.tsx';
import { SiteHead } from './site-head.tsx';
import './embed/embed.css';

const frame = strings.frame;

export function Course({ route }: { readonly route: Extract<Route, { page: 'contents' | 'lesson' }> }): ReactElement {
  const [progress] = useState(() => createProgressStore(visitStorage));
  const main = useRef<HTMLElement>(null);
  const [embed] = useState(() => parseEmbed(location.search));
  const embedded = embed.view === 'lesson';
  const lesson = route.page === 'lesson' ? route.lesson : undefined;
  const title = (lesson !== undefined && findLesson(lesson)?.title) || frame.contentsTitle;

  useEffect(() => void registerServiceWorker(), []);
  useEffect(() => followTabs(progress), [progress]);
  useEffect(() => {
    document.title = fill(frame.documentTitle, { title });
  }, [title]);
  // A reader who comes from another page of the site starts at this one's heading, not at the first: the browser does that.
  const shown = useRef(lesson);
  useEffect(() => {
    if (shown.current === lesson) return;
    shown.current = lesson;
    scrollTo(0, 0);
    main.current?.querySelector<HTMLElement>('h1')?.focus();
  }, [lesson]);

  return (
    <div className={embedded ? 'page embedded' : 'page'} data-hide={embedded ? embed.hide.join(' ') : undefined}>
      {embedded ? (
        <header className="embed-head">
          <OpenInTiller />
        </header>
      ) : (
        <SiteHead page={route.page} skip={frame.skipToLesson} onSkip={() => main.current?.focus()} />
      )}
      {embed.notices.map((notice) => (
        <p key={notice} className="notice" role="status">
          {notice}
        </p>
      ))}
      <main id="lesson" ref={main} tabIndex={-1}>
        <ErrorBoundary key={lesson} region="lesson">
          {route.page === 'contents' ? (
            <Contents progress={progress} />
          ) : (
            <LessonPage id={route.lesson} step={route.step} progress={progress} />
          )}
        </ErrorBoundary>
      </main>
    </div>
  );
}
